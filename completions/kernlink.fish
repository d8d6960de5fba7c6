# fish completion for kernlink, and for links to it named ipset and iw. What may follow is asked of the
# command itself.
function __kernlink_words
    set -l words (commandline -opc)
    set -l tool $words[1]
    set -l command (string replace -r '.*/' '' -- $words[1])
    set -e words[1]
    if test "$command" = kernlink
        if test (count $words) -eq 0
            printf '%s\n' decode ipset iw monitor net policy schema send sniff trace help version
            return
        end
        set command $words[1]
        set tool $tool $command
        set -e words[1]
    end
    switch $command
        case ipset
            $tool --complete (string match -v -- '-*' $words) 2>/dev/null
        case iw schema policy
            $tool --complete $words 2>/dev/null
        case net
            set -l found ($tool --complete $words[1] 2>/dev/null)
            printf '%s\n' $found
            test (count $words) -gt 0; and not string match -qv -- '-*' $found; and __fish_complete_path (commandline -ct)
        case monitor
            $tool --words 2>/dev/null
        case '*'
            __fish_complete_path (commandline -ct)
    end
end
complete -c kernlink -f -a '(__kernlink_words)'
# Only where these names are ours.
for name in ipset iw
    if command -q $name; and string match -q '*kernlink' -- (readlink (command -s $name))
        complete -c $name -f -a '(__kernlink_words)'
    end
end
