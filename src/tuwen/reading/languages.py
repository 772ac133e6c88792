"""Which language some lines of source text are written in, by words and marks that few share.

Each pattern is found in a line or not, and counts by how much it says. No claim without a lead.
"""

import re
from collections.abc import Iterable

_MARKS: dict[str, tuple[tuple[float, str], ...]] = {
    "python": (
        (3, r"^\s*(?:async )?def \w+\(.*(?:\)|,)"),
        (3, r"^\s*from [\w.]+ import "),
        (2, r"^\s*(?:elif .*:|except\b.*:|with .+ as \w+:|print\(|raise \w+)"),
        (1.5, r"\bself\."),
        (2, r"^\s*class \w+(?:\(.*\))?:$"),
        (1, r"^\s*(?:if|for|while|else|try)\b.*:$"),
        (1, r'"""|\b(?:None|True|False)\b|\bnot in\b|\bis not\b'),
        (1, r"^\s*import [\w.]+(?: as \w+)?$"),
        (1, r"^\s*@\w+(?:\.\w+)*(?:\(.*\))?$"),
    ),
    "java": (
        (3, r"\b(?:public|private|protected) (?:static "
            r"|final |abstract |synchronized )*[\w<>\[\], ]+\("),
        (3, r"\bSystem\.(?:out|err)\b|^\s*import (?:static )?(?:java|javax|org|com)\.[\w.*]+;"),
        (2, r"^\s*@(?:Override|Autowired|Service|Test|Bean|RestController|GetMapping)\b"),
        (2, r"\b(?:private|protected|public) (?:static |final )+\w+"),
        (2, r"^\s*package [\w.]+;"),
        (1.5, r"\bthrows? (?:new )?\w+(?:Exception|Error)\b|\bnew \w+<.*>\("),
        (1, r"\bfinal \w+ \w+"),
        (1, r"^\s*\* @(?:param|return|throws|since|author)\b|\{@(?:code|link)\b"),
        (1, r"\bextends \w+.*\{$"),
        (1, r"\b(?:String|boolean|Object|Integer|List<\w+>) \w+\s*[=;,)]"),
    ),
    "javascript": (
        (2, r"\b(?:const|let|var) [\w{\[][^:=]*= "),
        (2, r"\bfunction\*?\s*\w*\s*\("),
        (2, r"=>\s*[{(\w]"),
        (2, r"\bconsole\.\w+\(|\brequire\(|\bmodule\.exports\b"),
        (2, r"===|!=="),
        (1, r"^\s*(?:import .* from|export (?:default|const|function))\b"),
        (1, r"\b(?:undefined|typeof|async function|this\.\w+)\b"),
    ),
    "typescript": (
        (4, r"\binterface \w+.*\{$|^\s*(?:export )?type \w+(?:<.*>)? ="),
        (3, r"[\w)\]?]\s*: (?:string|number|boolean|void"
            r"|unknown|any|never|Promise<|Record<|RegExp)\b"),
        (2, r"\bas (?:const|any|unknown|string)\b|\bimport type\b|\breadonly \w+"),
        (2, r"^\s*(?:private|public|protected) (?:readonly |async |static )*\w+[(:?]"),
        (1, r"\b(?:const|let|var) [\w{\[].*= |=>|===|!==|^\s*(?:import .* from|export )\b"),
    ),
    "go": (
        (3, r"^\s*func (?:\([\w* ]+\) )?\w*\("),
        (3, r"^package \w+$"),
        (2, r"\w\s*:= "),
        (2, r"\berr != nil\b|\bfmt\.\w+\(|\bnil\b"),
        (2, r"^\s*type \w+ (?:struct|interface)\b"),
        (1, r"\bchan \w|\bdefer \w|\bgo func\b|\[\]\w+\{|\brange \w"),
        (1, r"^\s*var \w+ [\w*\[\]]+"),
    ),
    "rust": (
        (3, r"\bfn \w+(?:<.*>)?\("),
        (3, r"\blet mut \w|\b\w+!\(|^\s*#!?\[\w+"),
        (2, r"^\s*(?:pub )?use [\w:]+"),
        (2, r"^\s*impl\b|&mut \b|&self\b|&'\w"),
        (2, r"-> (?:Self|Result|Option|&|Box|\w+ \{)"),
        (1, r"::<|\bSome\(|\bOk\(|\bunwrap\(\)|\bmatch \w|\bcrate::|\w::\w|\blet \w+ ="),
    ),
    "c": (
        (3, r'^\s*#\s*include\s*[<"]\w+.*\.h[>"]'),
        (2, r"\b(?:struct|unsigned|size_t|uint\d+_t|static|const char) \*?\w+"),
        (2, r"\b(?:printf|malloc|free|sizeof|memcpy|strlen)\s*\("),
        (2, r"\w->\w"),
        (2, r"^\s*#\s*(?:define|ifdef|ifndef|endif)\b"),
        (2, r"^\s*(?:int|void|char|long|float|double)\s+\**\w+\s*[(=;\[]"),
        (1.5, r"\bNULL\b|\b\w+ \*\w+[,;)= ]"),
    ),
    "cpp": (
        (3, r"\bstd::|\bcout\s*<<|^\s*#include\s*<\w+>"),
        (3, r"\btemplate\s*<|\bnamespace \w+ \{|\bvirtual \w"),
        (2, r"\w+::\w+\(|\bnullptr\b|\bauto \w+ ="),
        (1, r"^\s*(?:public|private|protected):$|\w->\w"),
        (1, r"\b(?:int|void|char|bool|double) \w+\("),
    ),
    "csharp": (
        (3, r"^\s*using System|\bConsole\.(?:Write|Read)"),
        (2, r"\bnamespace [\w.]+\s*[{;]?$"),
        (2, r"\{ get; (?:private )?set; \}|\bstring \w+[,;)]|\bvar \w+ = new\b"),
        (1, r"\b(?:public|private) (?:async |static |override )*\w+ \w+\("),
    ),
    "kotlin": (
        (3, r"\bfun (?:\w+\.)?\w+\("),
        (2, r"\bval \w+\s*[:=]|\bdata class \w+"),
        (1, r"\bprintln\(|\?\.|\boverride fun\b"),
    ),
    "php": (
        (5, r"<\?php|\$this->"),
        (2, r"^\s*\$\w+\s*=|\bfunction \w+\(.*\$\w+"),
    ),
    "ruby": (
        (3, r"^\s*def \w+[?!]?(?:\(.*\))?$"),
        (1, r"^\s*end$|\bdo \|\w+|\.each\b|^\s*puts |\brequire '"),
    ),
    "sql": (
        (3, r"(?i)^\s*(?:select\b|insert into\b|update \w+ set\b"
            r"|delete from\b|create (?:or replace |unique )?\w+)"),
        (3, r"(?i)^\s*(?:alter|drop|grant) (?:table|index"
            r"|view|extension|operator|function|type|select)\b"),
        (2, r"(?i)^\s*(?:from|where|(?:left|inner|right) join"
            r"|group by|order by|having|values|returns|language)\b"),
        (1, r"(?i)\b(?:varchar|not null|primary key|language sql|as \$\$|is null|language c)\b"),
        (0.5, r"^\s*--"),
        (1.5, r"^\s*(?:FUNCTION|OPERATOR|COMMENT ON|STRICT"
            r"|RIGHTARG|LEFTARG|COMMUTATOR|PERFORM|BEGIN|END;)\b"),
    ),
    "yaml": (
        (1, r"^\s*(?:- )?[\w./-]+:(?: [^{;]*[^{;,(]?)?$"),
        (1.5, r"^\s*- [\w\"'{]"),
        (3, r"^\s*(?:apiVersion|kind|metadata|spec|image"
            r"|services|jobs|steps|runs-on|on|name|uses): ?"),
    ),
    "json": (
        (2, r'^\s*"[^"]+"\s*:\s*(?:["\[{\d]|true|false|null)'),
        (0.5, r"^\s*[}\]],?$"),
    ),
    "html": (
        (3, r"</?(?:div|span|html|body|head|script|p|a|ul|li|table|template|button|input)\b[^>]*>"),
    ),
    "xml": (
        (3, r"<\?xml|xmlns[:=]"),
        (1.5, r'^\s*</?[\w:.-]+(?: [\w:-]+=".*")?/?>'),
        (2, r"</?(?:dependency|groupId|artifactId|version|bean|property|configuration)>"),
    ),
    "css": (
        (2, r"^\s*[\w-]+\s*:\s*[^;{]+;$"),
        (2, r"^\s*[.#@]?[\w-]+(?:[ ,>:.#][\w-]+)*\s*\{$"),
    ),
    "dockerfile": (
        (3, r"^\s*(?:FROM [\w./:-]+|RUN |CMD |ENTRYPOINT |WORKDIR |COPY |EXPOSE \d)"),
    ),
    "shell": (
        (5, r"^\s*#!\s*/\S*(?:sh|env bash)\b"),
        (2, r"^\s*(?:fi|done|esac|then|;;)$|;;$|;\s*(?:then|do)$"),
        (2, r"^\s*(?:echo|export|sudo|apt|apt-get|yum|cd|mkdir|rm|cp|curl"
            r"|grep|sed|local|shift|docker|kubectl|npm|pip3?|git)\b (?!=)"),
        (1.5, r"\$\{?\w+\}?|\$\(|\$[?@#*1-9]"),
        (2, r"^\s*(?:if|while|elif) (?:\[|test |! )"),
        (1, r"^\s*\w+=\S*$|^\s*-{1,2}[\w|-]+\)"),
        (1, r"\|\s*(?:grep|awk|sed|xargs|sort|head)\b"),
    ),
    "ini": (
        (2, r"^\s*\[[\w. -]+\]$"),
        (1, r"^\s*[\w.-]+\s*=\s*\S"),
    ),
    "diff": (
        (3, r"^(?:diff --git|@@ -\d|\+\+\+ |--- )"),
    ),
}  # fmt: skip
_LANGUAGES = {
    name: [(weight, re.compile(pattern)) for weight, pattern in marks]
    for name, marks in _MARKS.items()
}
_LEAST = 2.0  # of evidence
_SHARE, _SURELY = 0.12, 0.45  # of evidence a line


def language_of(texts: Iterable[str], *, surely: bool = False) -> str:
    """The language that most speaks for; empty where none does clearly, or surely."""
    lines = [text for text in texts if text.strip()]
    votes = {
        name: sum(weight for line in lines for weight, pattern in marks if pattern.search(line))
        for name, marks in _LANGUAGES.items()
    }
    best = max(votes, key=lambda name: votes[name])
    least = (_SURELY if surely else _SHARE) * len(lines)
    return best if votes[best] >= max(_LEAST, least) else ""
