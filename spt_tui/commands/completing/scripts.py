"""The scripts that make a shell ask this program what can come next."""

from __future__ import annotations

BASH = """\
# spt-tui: completion for bash. In ~/.bashrc: source <(spt-tui completion bash)
_spt_tui() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <("$1" completion bash --line "${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" 2>/dev/null)
    case "${COMPREPLY[*]}" in
        *[:=,/.]) compopt -o nospace 2>/dev/null ;;
    esac
}
complete -o bashdefault -o default -F _spt_tui spt-tui
"""
ZSH = """\
#compdef spt-tui
# spt-tui: completion for zsh. In ~/.zshrc, after compinit: source <(spt-tui completion zsh)
_spt_tui() {
    local -a found
    found=("${(@f)$("${(Q)words[1]}" completion zsh --words "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[*]}" ]]; then
        _describe -V 'spt-tui' found
    else
        _files
    fi
}
compdef _spt_tui spt-tui
"""
FISH = """\
# spt-tui: completion for fish. In ~/.config/fish/config.fish: spt-tui completion fish | source
function __spt_tui
    set -l words (commandline -opc)
    set -l found (spt-tui completion fish --words $words[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c spt-tui -f -a '(__spt_tui)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
"""Shell -> what it is to read."""
