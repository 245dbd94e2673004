/**
 * A small scanner of TypeScript: enough to tell code from comments, strings, templates and regular expressions, so
 * that a rule about code is not fooled by what a comment or a text says.
 */
export interface Scanned {
  /** The source with comments, and the insides of strings, templates and regular expressions, blanked; same length. */
  readonly code: string;
  /** Text inside each plain string literal, by the offset of its opening quote. */
  readonly strings: ReadonlyMap<number, string>;
}

export interface ImportSite {
  readonly specifier: string;
  readonly line: number;
}

/** After one of these a slash starts a regular expression, not a division. */
const BEFORE_REGEX =
  /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|await|yield))\s*$/;

export function scan(source: string): Scanned {
  const code = source.split('');
  const strings = new Map<number, string>();
  /** Depth of braces at which each open template expression ends. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const blank = (from: number, to: number): void => {
    for (let index = from; index < to; index++) if (code[index] !== '\n') code[index] = ' ';
  };
  const endOf = (from: number, stop: string): number => {
    let index = from;
    while (index < source.length && source[index] !== stop) index += source[index] === '\\' ? 2 : 1;
    return index;
  };
  const template = (from: number): number => {
    let index = from;
    while (index < source.length && source[index] !== '`') {
      if (source.startsWith('${', index)) {
        blank(from, index);
        templates.push(depth);
        depth += 1;
        return index + 2;
      }
      index += source[index] === '\\' ? 2 : 1;
    }
    blank(from, index);
    return index + 1;
  };
  while (at < source.length) {
    const char = source[at];
    if (source.startsWith('//', at)) {
      const end = source.indexOf('\n', at) === -1 ? source.length : source.indexOf('\n', at);
      blank(at, end);
      at = end;
    } else if (source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at + 2) === -1 ? source.length : source.indexOf('*/', at + 2) + 2;
      blank(at, end);
      at = end;
    } else if (char === "'" || char === '"') {
      const end = endOf(at + 1, char);
      strings.set(at, source.slice(at + 1, end));
      blank(at + 1, end);
      at = end + 1;
    } else if (char === '`') {
      at = template(at + 1);
    } else if (char === '{') {
      depth += 1;
      at += 1;
    } else if (char === '}') {
      depth -= 1;
      const closes = templates.at(-1) === depth;
      if (closes) templates.pop();
      at = closes ? template(at + 1) : at + 1;
    } else if (char === '/' && BEFORE_REGEX.test(code.slice(Math.max(0, at - 40), at).join(''))) {
      const end = endOfRegex(source, at + 1);
      blank(at + 1, end);
      at = end + 1;
    } else {
      at += 1;
    }
  }
  return { code: code.join(''), strings };
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  let index = from;
  while (index < source.length && source[index] !== '\n') {
    const char = source[index];
    if (char === '\\') index += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return index;
    index += 1;
  }
  return index;
}

/** Static, dynamic, type and re-exporting imports alike; `computed` are dynamic imports of no plain string. */
export function importsOf({ code, strings }: Scanned): {
  readonly imports: readonly ImportSite[];
  readonly computed: readonly number[];
} {
  const imports: ImportSite[] = [];
  const computed: number[] = [];
  const add = (quote: number): void => {
    const specifier = strings.get(quote);
    if (specifier === undefined) computed.push(lineAt(code, quote));
    else imports.push({ specifier, line: lineAt(code, quote) });
  };
  // `import x from '…'`, `export * from '…'`, `import '…'`: the quote is where the match ends.
  for (const match of code.matchAll(
    /\b(?:import|export)\b[^;'"()=]*?\bfrom\s*(?=['"])|\bimport\s+(?=['"])/g,
  )) {
    add(match.index + match[0].length);
  }
  for (const match of code.matchAll(/(?<!\.)\b(?:import|require)\s*\(\s*/g))
    add(match.index + match[0].length);
  return { imports, computed };
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = 0; index < offset; index++) if (text[index] === '\n') line += 1;
  return line;
}
