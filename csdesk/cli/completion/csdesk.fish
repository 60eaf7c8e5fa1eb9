# What TAB offers after csdesk, in fish. It takes words from csdesk, and runs nothing
# else; what csdesk prints is never read as a command.

function __csdesk_offered
    set -l line (commandline -cp)
    set -l token (commandline -ct)
    set -l program (string match -r '^(?:.*/)?csdesk$' -- (commandline -opc))[1]
    set -l program (string replace -r '^~/' "$HOME/" -- $program)
    set -l offered (env _CSDESK_COMPLETE=complete_fish _TYPER_COMPLETE_ARGS="$line" \
        $program </dev/null 2>/dev/null)
    if test "$offered[1]" = @files
        set -l prefix (string match -r '^--[^=]*=' -- $token)
        for path in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- $token))
            printf '%s%s\n' "$prefix" $path
        end
        return
    end
    set -l prefix (string replace -r '[^,=]*$' '' -- $token)
    for word in $offered
        printf '%s%s\n' "$prefix" $word
    end
end

complete -c csdesk -f -k -a '(__csdesk_offered)'
