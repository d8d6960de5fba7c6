#compdef kernlink
# zsh completion for kernlink; where the names ipset and iw are links to it, `compdef _kernlink ipset iw'
# gives them the same. What may follow is asked of the command itself.

# What a command prints, a word a line; options only where one is begun. ":files" stands for all files.
_kernlink_among() {
    local -a found
    found=("${(@f)$("$@" 2>/dev/null)}")
    found=("${(@)found:#}")
    if [[ $PREFIX != -* ]]; then
        ((${found[(I):files]} == 0)) || _files
        found=("${(@)found:#-*}")
    fi
    compadd -- "${(@)found:#:files}"
}

# Options are those that the help names.
_kernlink_options() {
    "$@" --help 2>/dev/null | grep -oE -- '(^| )--?[a-z][a-z-]*' | tr -d ' ' | sort -u
}

_kernlink() {
    local command=${${words[1]}:t} first=2
    local -a tool before
    tool=(${words[1]})
    if [[ $command == kernlink ]]; then
        if ((CURRENT == 2)); then
            _kernlink_among $tool --complete
            return
        fi
        command=${words[2]} first=3
        tool=(${words[1]} $command)
    fi
    before=("${(@Q)words[first,CURRENT-1]}")
    case $command in
    ipset | iw | net | schema | policy)
        [[ $command == ipset ]] && before=("${(@)before:#-*}")
        _kernlink_among $tool --complete "${before[@]}"
        ;;
    decode | trace | sniff | monitor | send)
        if [[ $PREFIX == -* ]]; then
            _kernlink_among _kernlink_options $tool
        elif [[ $command == monitor ]]; then
            _kernlink_among $tool --words
        elif [[ $command == send ]]; then
            _kernlink_among ${tool[1]} schema --complete "${(@)before:#-*}"
        elif [[ $command == trace ]]; then
            _alternative 'commands:command:_command_names -e' 'files:file:_files'
        else
            _files
        fi
        ;;
    *) _files ;;
    esac
}
_kernlink "$@"
