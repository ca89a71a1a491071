/** A command's usage in its parts: `Usage: npm run NAME -- FORM | FORM; NOTE`. */
const USAGE = /^(?<said>.*?)\s*(?<call>Usage: npm run [\w:-]+) -- (?<forms>.*)$/s;
/** What Node adds about options that it does not know: nobody here means a file of that name. */
const NODES_ADVICE = / To specify a positional argument starting with a '-',.*?'-- "[^"]*"'?/;

/** What went wrong in one line, with the usage of the form that was asked for; where it is none of them, their first words. */
export function usageLine(message: string, args: readonly string[]): string {
  const line = message.replace(NODES_ADVICE, '').replaceAll(/\s+/g, ' ').trim();
  const found = parted(line);
  if (!found) return line;
  const { said, call, forms, note } = found;
  const asked = forms.filter((form) => namesOf(form).some((name) => args.includes(name)));
  const shown = asked.length > 0 ? asked.join(' | ') : forms.length > 3 ? firstWords(forms) : forms.join(' | ');
  return [said, `${call} -- ${shown}${note}`].filter(Boolean).join(' ');
}

/** The whole usage, one form a line. */
export function helpOf(message: string): string {
  const found = parted(message.replaceAll(/\s+/g, ' ').trim());
  if (!found) return message;
  const { call, forms, note } = found;
  return `${call} --\n${forms.map((form) => `  ${form}\n`).join('')}${note.replace(/^; /, '')}`.trim();
}

const firstWords = (forms: readonly string[]) =>
  `${[...new Set(forms.flatMap(namesOf))].join('|')} …   (--help shows what each takes)`;

/** The words of which one begins a form. */
const namesOf = (form: string): string[] => (form.split(' ')[0] ?? '').split('|');

function parted(line: string) {
  const { said = '', call = '', forms } = USAGE.exec(line)?.groups ?? {};
  if (forms === undefined) return undefined;
  const [list = '', ...notes] = outside(forms, '; ');
  return { said, call, forms: outside(list, ' | '), note: notes.map((note) => `; ${note}`).join('') };
}

/** A text in parts, separated where no bracket is open. */
function outside(text: string, separator: string): string[] {
  const parts = [''];
  let open = 0;
  for (const piece of text.split(separator)) {
    const last = parts.length - 1;
    if (open > 0) parts[last] += separator + piece;
    else if (parts[last] === '' && parts.length === 1) parts[0] = piece;
    else parts.push(piece);
    open += (piece.match(/[[(]/g)?.length ?? 0) - (piece.match(/[\])]/g)?.length ?? 0);
  }
  return parts;
}
