#compdef csdesk
# What TAB offers after csdesk, in zsh. It takes words from csdesk, and runs nothing
# else; what csdesk prints is never read as a command.

_csdesk() {
  local line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX"
  local program="${${(Q)words[1]}/#\~/$HOME}"
  local -a offered
  offered=("${(@f)$(_CSDESK_COMPLETE=complete_zsh _TYPER_COMPLETE_ARGS=$line \
    "$program" </dev/null 2>/dev/null)}")
  offered=("${(@)offered:#}")
  (( $#offered )) || return 1
  if [[ $offered[1] == '@files' ]]; then
    compset -P '--*='
    _files
    return
  fi
  compset -P '*[,=]'
  compadd -V csdesk -M 'm:{a-zA-Z}={A-Za-z}' -a offered
}

if [[ $funcstack[1] == _csdesk ]]; then
  _csdesk "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
  compdef _csdesk csdesk
fi
