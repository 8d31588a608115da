/** The command lines that our texts name: of the lab and of AWS, in code and in prose. */
import { CLI_SERVICES } from '../../../lib/lab/aws/aws-call.ts';

export interface NamedCommand {
  /** As it stands there, in one line. */
  readonly said: string;
  readonly tool: 'lab' | 'aws';
  readonly words: readonly string[];
  /** In prose only the operation and its flags are told from the sentence; values and further parameters are not. */
  readonly inProse: boolean;
}

const SERVICES = [...CLI_SERVICES.keys()].join('|');
const VALUE = /<[^>]*>|…/g;

/** Of what stands between backticks, in a block of code, or alone on a line: the whole command. */
export function commandsInCode(source: string): NamedCommand[] {
  // In a template literal the backticks of a text stand behind a backslash.
  const text = source.replaceAll('\\`', '`');
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].flatMap(([, body = '']) =>
    body.replaceAll(/\\\n\s*/g, ' ').split('\n'),
  );
  const spans = [...text.replaceAll(/^```\w*\n[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+(?:\n[^`\n]+)?)`/g)].map(
    ([, span = '']) => span.replaceAll(/\n\s*(?:\* ?|\/\/ )?/g, ' '),
  );
  return [...blocks, ...spans].flatMap((line) => {
    const said = line
      .replace(/^\$ /, '')
      .replace(/\s+# .*$/, '')
      .replace(/ [|>&].*$/, '')
      .trim();
    const [, head, rest = ''] = /^(npm run (?:-s )?lab --|lab|aws) (.+)$/.exec(said) ?? [];
    // A usage, or a part of a program.
    if (!head || /\$\{|\[|^<|^… /.test(rest) || rest === '…') return [];
    const words = wordsOf(rest.replaceAll(VALUE, 'x'));
    if (head !== 'aws' && words[0] === 'aws') return [{ said, tool: 'aws', words: words.slice(1), inProse: false }];
    return [{ said, tool: head === 'aws' ? 'aws' : 'lab', words, inProse: false }];
  });
}

/** Of sentences such as `lambda get-alias --name live tells …`: operations, each with the flags of its sentence. */
export function commandsInProse(text: string): NamedCommand[] {
  const plain = text.replaceAll('`', '');
  const aws = [...plain.matchAll(new RegExp(`\\b(${SERVICES}) ([a-z]+(?:-[a-z]+)+)`, 'g'))].map((match, index, all) => {
    const end = all[index + 1]?.index ?? plain.length;
    const sentence = plain.slice(match.index, end).split(/[.;:](?:\s|$)/)[0] as string;
    const flags = [...sentence.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([flag]) => flag);
    return {
      said: sentence,
      tool: 'aws' as const,
      words: [match[1] as string, match[2] as string, ...flags],
      inProse: true,
    };
  });
  const lab = [...plain.matchAll(/\blab ((?:[a-z]+(?:-[a-z]+)*(?: |\b)){1,2})/g)].map(([said, words = '']) => {
    return { said, tool: 'lab' as const, words: words.trim().split(' '), inProse: true };
  });
  return [...aws, ...lab.filter(({ words }) => words[0] !== 'aws')];
}

/** As a shell splits it: quotes hold words together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/["']/g, ''));
