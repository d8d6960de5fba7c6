# fish completion for kernlink, and for links to it named ipset and iw. What may follow is asked of the
# command itself.
function __kernlink_files
    __fish_complete_path (commandline -ct)
end

# Options are those that the help names.
function __kernlink_options
    $argv --help 2>/dev/null | string match -rga '(?:^| )(--?[a-z][a-z-]*)' | sort -u
end

function __kernlink_words
    set -l words (commandline -opc)
    set -l now (commandline -ct)
    set -l tool $words[1]
    set -l command (string replace -r '.*/' '' -- $words[1])
    set -e words[1]
    if test "$command" = kernlink
        if test (count $words) -eq 0
            $tool --complete 2>/dev/null
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
            set -l found ($tool --complete $words 2>/dev/null)
            string match -v -- ':*' $found
            contains -- :files $found; and __kernlink_files
        case decode trace sniff monitor send
            if string match -q -- '-*' $now
                __kernlink_options $tool
            else if test "$command" = monitor
                $tool --words 2>/dev/null
            else if test "$command" = send
                $tool[1] schema --complete (string match -v -- '-*' $words) 2>/dev/null
            else
                test "$command" = trace; and __fish_complete_command
                __kernlink_files
            end
        case '*'
            __kernlink_files
    end
end
complete -c kernlink -f -a '(__kernlink_words)'
# Only where these names are ours.
for name in ipset iw
    if command -q $name; and string match -q '*kernlink' -- (readlink (command -s $name))
        complete -c $name -f -a '(__kernlink_words)'
    end
end
