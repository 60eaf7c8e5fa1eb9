# What TAB offers after csdesk, in bash. It takes words from csdesk, and runs nothing
# else; what csdesk prints is never read as a command.

_csdesk() {
    local line=${COMP_LINE:0:COMP_POINT} typed prefix cut word
    typed=${line##*[[:space:]]}
    prefix=${typed%"${typed##*[,=]}"}
    # Bash replaces only what follows the last of COMP_WORDBREAKS, such as @.
    cut=$((${#typed} - ${#2}))
    COMPREPLY=()
    while IFS= read -r word; do
        if [[ $word == '@files' ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        word=$prefix$word
        COMPREPLY+=("${word:cut}")
    done < <(_CSDESK_COMPLETE=complete_bash _TYPER_COMPLETE_ARGS=$line \
        "${1/#\~/$HOME}" </dev/null 2>/dev/null)
}

complete -o nosort -F _csdesk csdesk 2>/dev/null || complete -F _csdesk csdesk
