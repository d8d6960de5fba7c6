# bash completion for kernlink, and for links to it named ipset and iw. What may follow is asked of the
# command itself, which knows commands, set types, options and the sets of the kernel.

# Of the words on standard input, one a line, those that begin with WORD. Names of sets and devices are
# anybody's: compgen -W would run what stands in them as "$(...)", and so would the command line.
_kernlink_among() { # WORD
    local line quoted
    COMPREPLY=()
    while IFS= read -r line; do
        printf -v quoted %q "$line"
        [[ $line == *[!A-Za-z0-9_.:,/@#%+=-]* ]] || quoted=$line
        [[ -z $line || ($line != "$1"* && $quoted != "$1"*) ]] || COMPREPLY+=("$quoted")
    done
}

_kernlink_ipset() {
    local tool=$1 word=$2 before=("${@:3}") args=() skip=
    for w in "${before[@]}"; do
        # Global options stand anywhere; those with a value take the next word along.
        if [[ -n $skip ]]; then
            skip=
        elif [[ $w == -o || $w == -output || $w == --output || $w == -f || $w == -file || $w == --file ]]; then
            skip=$w
        elif [[ $w != -[!A-Z]* || $w == - ]]; then
            args+=("$w")
        fi
    done
    case $skip in
    -o | *output) COMPREPLY=($(compgen -W 'plain save xml json jsonl' -- "$word")) && return ;;
    -f | *file) COMPREPLY=($(compgen -f -- "$word")) && return ;;
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W '-exist -file -name -output -quiet -resolve -sorted -terse' -- "$word"))
    else
        _kernlink_among "$word" < <($tool --complete "${args[@]}" 2>/dev/null)
    fi
}

_kernlink_iw() {
    local tool=$1 word=$2
    if [[ ${*: -1} == --svg ]]; then
        COMPREPLY=($(compgen -f -- "$word"))
    else
        _kernlink_among "$word" < <($tool --complete "${@:3}" 2>/dev/null)
    fi
}

# Options are those that the help names.
_kernlink_options() { # TOOL COMMAND
    "$1" "$2" --help 2>/dev/null | grep -oE -- '(^| )--?[a-z][a-z-]*' | sort -u
}

# decode, trace, sniff, monitor, send.
_kernlink_traffic() {
    local tool=$1 command=$2 word=$3 args=() w
    for w in "${@:4}"; do [[ $w == -* ]] || args+=("$w"); done
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$(_kernlink_options "$tool" "$command")" -- "$word"))
    elif [[ $command == monitor ]]; then
        COMPREPLY=($(compgen -W "$("$tool" monitor --words 2>/dev/null)" -- "$word"))
    elif [[ $command == send ]] && ((${#args[@]} < 2)); then
        COMPREPLY=($(compgen -W "$("$tool" schema --complete "${args[@]}" 2>/dev/null)" -- "$word"))
    elif [[ $command == decode ]]; then
        COMPREPLY=($(compgen -f -- "$word"))
    elif [[ $command == trace ]]; then
        COMPREPLY=($(compgen -c -f -- "$word"))
    fi
}

_kernlink() {
    local words=("${COMP_WORDS[@]:1:COMP_CWORD-1}") word=${COMP_WORDS[COMP_CWORD]}
    if [[ ${COMP_WORDS[0]##*/} == ipset ]]; then
        _kernlink_ipset "${COMP_WORDS[0]}" "$word" "${words[@]}"
    elif [[ ${COMP_WORDS[0]##*/} == iw ]]; then
        _kernlink_iw "${COMP_WORDS[0]}" "$word" "${words[@]}"
    elif ((COMP_CWORD == 1)); then
        _kernlink_among "$word" < <("${COMP_WORDS[0]}" --complete 2>/dev/null)
    elif [[ ${words[0]} == ipset ]]; then
        _kernlink_ipset "${COMP_WORDS[0]} ipset" "$word" "${words[@]:1}"
    elif [[ ${words[0]} == iw ]]; then
        _kernlink_iw "${COMP_WORDS[0]} iw" "$word" "${words[@]:1}"
    elif [[ ${words[0]} =~ ^(decode|trace|sniff|monitor|send)$ ]]; then
        _kernlink_traffic "${COMP_WORDS[0]}" "${words[0]}" "$word" "${words[@]:1}"
    elif [[ ${words[0]} == net ]]; then
        local found
        found=$("${COMP_WORDS[0]}" net --complete "${words[@]:1}" 2>/dev/null)
        _kernlink_among "$word" < <(if [[ $word == -* ]]; then grep '^-'; else grep -v '^[-:]'; fi <<<"$found")
        [[ $word == -* || $found != *:files* ]] || COMPREPLY+=($(compgen -f -- "$word"))
    elif [[ ${words[0]} == schema || ${words[0]} == policy ]]; then
        if [[ $word == -* ]]; then
            COMPREPLY=($(compgen -W '--json' -- "$word"))
        else
            local args=()
            for w in "${words[@]:1}"; do [[ $w == -* ]] || args+=("$w"); done
            if ((${#args[@]} < 2)) && [[ ${words[0]} == schema || ${#args[@]} == 0 ]]; then
                COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "${words[0]}" --complete "${args[@]}" 2>/dev/null)" -- "$word"))
            fi
        fi
    fi
}

# A colon, as in hash:ip, must not cut a word in two.
COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}
complete -F _kernlink kernlink
# Only where these names are ours.
for _kernlink_link in ipset iw; do
    [[ $(readlink "$(command -v $_kernlink_link 2>/dev/null)" 2>/dev/null) != *kernlink ]] ||
        complete -F _kernlink $_kernlink_link
done
unset _kernlink_link
