/** What an agent can be talked into: tools, what each of them may, and what stands between a text and a call. */
import { defineFamily } from '../family.ts';

/** A tool of the agent: what calling it does, and which texts come in through it. */
export interface Tool {
  readonly name: string;
  readonly does: 'reads mail' | 'reads the web' | 'reads orders' | 'sends mail' | 'refunds' | 'deletes';
}

export interface Agent {
  readonly asks: 'closes' | 'leaves open';
  /** What must not happen when a stranger's text holds instructions. */
  readonly harm: 'orders leave the company' | 'money is paid out' | 'records are deleted';
  readonly tools: readonly Tool[];
}

/** A change of the agent. */
export interface Guard {
  readonly remove?: Tool['does'];
  readonly approve?: Tool['does'];
  readonly limit?: Tool['does'];
  readonly ask?: 'prompt' | 'filter of words' | 'bigger model';
}

const COMPANIES = ['a travel agency', 'a shop', 'an insurer', 'a publisher', 'a clinic'];
const SOURCES: readonly Tool['does'][] = ['reads mail', 'reads the web'];
const ACTS: Readonly<Record<Agent['harm'], Tool['does']>> = {
  'orders leave the company': 'sends mail',
  'money is paid out': 'refunds',
  'records are deleted': 'deletes',
};
const NAMES: Readonly<Record<Tool['does'], string>> = {
  'reads mail': 'read_mail (mail of customers)',
  'reads the web': 'browse (any page)',
  'reads orders': 'find_order (all orders)',
  'sends mail': 'send_mail (to any address)',
  refunds: 'refund (any order)',
  deletes: 'delete_record (any record)',
};

export const agentReach = defineFamily<Agent, Guard>({
  id: 'agent-reach',
  kind: 'proven',
  tasks: ['DVA-C03/2.3', 'DVA-C03/2.1'],
  level: 'analyse',
  read: [{ guide: 'Amazon Bedrock User Guide', page: 'Prompt injection security' }],
  asOf: '2026-11-27',
  names: COMPANIES,
  misconceptions: {
    'a-prompt-is-a-boundary': 'What the system prompt forbids, the agent does not do.',
    'a-filter-knows-every-attack': 'A filter of bad words keeps instructions out of texts.',
    'a-better-model-obeys': 'A larger model is not taken in by instructions in a text.',
    'any-tool-less-is-enough': 'Whichever tool is taken away, the agent is safe.',
    'only-the-model-can-be-trusted': 'What a tool may do makes no difference as long as the model is talked into it.',
    'approval-of-reading-is-enough': 'Where people approve what is read, nothing bad can be done.',
  },
  draw(random) {
    const harm = random.pick(Object.keys(ACTS) as Agent['harm'][]);
    const sources = random.some(SOURCES, random.pick([1, 2]));
    const others = random.some(
      (Object.values(ACTS) as Tool['does'][]).filter((does) => does !== ACTS[harm]),
      random.pick([1, 2]),
    );
    const does: Tool['does'][] = [...sources, 'reads orders', ACTS[harm], ...others];
    return {
      asks: random.pick(['closes', 'leaves open']),
      harm,
      tools: random.shuffle(does).map((one) => ({ name: NAMES[one], does: one })),
    };
  },
  write({ asks, harm, tools }, random) {
    const act = ACTS[harm];
    const sources = tools.filter(({ does }) => SOURCES.includes(does)).map(({ does }) => does);
    const others = tools
      .map(({ does }) => does)
      .filter((does) => does !== act && !SOURCES.includes(does) && does !== 'reads orders');
    const nameOf = (does: Tool['does']) => NAMES[does].split(' ')[0] as string;
    const limited: Readonly<Record<string, string>> = {
      'sends mail': 'Let send_mail write to addresses of the company alone',
      refunds: 'Let refund pay to nobody before a clerk has released the order',
      deletes: 'Let delete_record touch drafts of the session alone',
    };
    const path = `A text from outside comes in by ${sources.map(nameOf).join(' or ')}, and ${nameOf(act)} does what it says`;
    const closing: readonly (readonly [string, Guard])[] = [
      [`Take ${nameOf(act)} away from the agent`, { remove: act }],
      [`Have a person approve each call of ${nameOf(act)}`, { approve: act }],
      [limited[act] as string, { limit: act }],
      ...(harm === 'orders leave the company'
        ? ([['Take find_order away from the agent', { remove: 'reads orders' }]] as const)
        : []),
    ];
    const safeTexts: (readonly [string, Guard, string, string])[] = [
      [
        'Say in the system prompt that texts may not instruct it',
        { ask: 'prompt' },
        'a-prompt-is-a-boundary',
        `${path}: a prompt asks, and does not stop a call.`,
      ],
      [
        'Filter texts for words that attacks are known to use',
        { ask: 'filter of words' },
        'a-filter-knows-every-attack',
        `${path}: an attack in other words passes the filter.`,
      ],
      [
        'Use a larger model that is trained to refuse attacks',
        { ask: 'bigger model' },
        'a-better-model-obeys',
        `${path}: a model makes it less likely, and does not stop a call.`,
      ],
    ];
    const wrongTools = others.flatMap((does): typeof safeTexts => [
      [
        `Take ${nameOf(does)} away from the agent`,
        { remove: does },
        'any-tool-less-is-enough',
        `${path}: ${nameOf(does)} is not on that way.`,
      ],
      [
        `Have a person approve each call of ${nameOf(does)}`,
        { approve: does },
        'approval-of-reading-is-enough',
        `${path}: ${nameOf(does)} is not on that way.`,
      ],
      [
        limited[does] as string,
        { limit: does },
        'any-tool-less-is-enough',
        `${path}: ${nameOf(does)} is not on that way.`,
      ],
    ]);
    const half =
      sources.length === 2
        ? ([
            [
              `Take ${nameOf(sources[0] as Tool['does'])} away from the agent`,
              { remove: sources[0] },
              'any-tool-less-is-enough',
              `${path}: one of the two ways in is still open.`,
            ],
          ] as typeof safeTexts)
        : [];
    const breaks = `${path}. This breaks the way, whatever the model makes of the text.`;
    const open = [...half, ...random.some(wrongTools, half.length > 0 ? 1 : 2), ...random.some(safeTexts, 1)];
    const scene =
      `An agent of ${random.pick(COMPANIES)} runs on Amazon Bedrock with the tools ${tools.map(({ name }) => name).join(', ')}, each with a ` +
      'role that may do just that. Texts that strangers wrote may hold instructions.';
    if (asks === 'leaves open') {
      const [text, claim, , reason] = random.pick(random.chance(0.4) ? safeTexts : open);
      return {
        stem: `${scene} Four changes are proposed so that ${harm} on a stranger’s word no more. Which of them leaves the way open?`,
        decides: harm,
        options: [
          { text, claim, reason },
          ...closing.map(([other, guard]) => ({
            text: other,
            claim: guard,
            misconception: 'only-the-model-can-be-trusted',
            reason: breaks,
          })),
        ],
      };
    }
    const [text, claim] = random.pick(closing);
    return {
      stem: `${scene} Which one change makes sure that ${harm} on a stranger’s word no more?`,
      decides: harm,
      options: [
        { text, claim, reason: breaks },
        ...open.map(([other, guard, misconception, reason]) => ({ text: other, claim: guard, misconception, reason })),
      ],
    };
  },
});
