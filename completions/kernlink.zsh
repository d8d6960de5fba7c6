#compdef kernlink
# zsh completion for kernlink; where the names ipset and iw are links to it, `compdef _kernlink ipset iw'
# gives them the same. What may follow is asked of the command itself.
_kernlink() {
    local command=${${words[1]}:t} first=2
    local -a tool before found
    tool=(${words[1]})
    if [[ $command == kernlink ]]; then
        if ((CURRENT == 2)); then
            compadd decode ipset iw monitor net policy schema send sniff trace help version
            return
        fi
        command=${words[2]} first=3
        tool=(${words[1]} $command)
    fi
    before=("${(@)words[first,CURRENT-1]}")
    case $command in
    ipset | iw | schema | policy)
        [[ $command == ipset ]] && before=("${(@)before:#-*}")
        found=("${(@f)$($tool --complete "${before[@]}" 2>/dev/null)}")
        compadd -- "${(@)found:#}"
        ;;
    net)
        found=("${(@f)$($tool --complete ${before[1]} 2>/dev/null)}")
        compadd -- "${(@)found:#}"
        ((${#before} == 0)) || [[ -n ${(M)found:#[^-]*} ]] || _files
        ;;
    monitor)
        found=("${(@f)$($tool --words 2>/dev/null)}")
        compadd -- "${(@)found:#}"
        ;;
    *) _files ;;
    esac
}
_kernlink "$@"
