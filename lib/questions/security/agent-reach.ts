/** Reachability from a stranger's text to the harm, over the graph of tools; a model in between does whatever a text says. */
import type { Agent, Guard } from '../../../lambda/shared/questions/security/agent-reach.ts';
import type { Proof } from '../proof.ts';

type Node = 'stranger' | 'agent' | 'orders' | 'harm';

/** The steps that a text can make the agent take; what is asked of a model removes none. */
function edgesOf({ harm, tools }: Agent, { remove, approve, limit }: Guard): (readonly [Node, Node])[] {
  const usable = tools.map(({ does }) => does).filter((does) => does !== remove && does !== approve && does !== limit);
  const edges: (readonly [Node, Node])[] = [];
  for (const does of usable) {
    if (does === 'reads mail' || does === 'reads the web') edges.push(['stranger', 'agent']);
    if (does === 'reads orders') edges.push(['agent', 'orders']);
    if (does === 'sends mail' && harm === 'orders leave the company') edges.push(['orders', 'harm']);
    if (does === 'refunds' && harm === 'money is paid out') edges.push(['agent', 'harm']);
    if (does === 'deletes' && harm === 'records are deleted') edges.push(['agent', 'harm']);
  }
  return edges;
}

function reaches(edges: readonly (readonly [Node, Node])[]): boolean {
  const reached = new Set<Node>(['stranger']);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const [from, to] of edges) if (reached.has(from)) reached.add(to);
  }
  return reached.has('harm');
}

const mailer: Agent = {
  asks: 'closes',
  harm: 'orders leave the company',
  tools: [
    { name: 'read_mail', does: 'reads mail' },
    { name: 'find_order', does: 'reads orders' },
    { name: 'send_mail', does: 'sends mail' },
  ],
};

export const agentReachProof: Proof<Agent, Guard> = {
  holds: (agent, guard) =>
    reaches(edgesOf(agent, {})) && reaches(edgesOf(agent, guard)) === (agent.asks === 'leaves open'),
  second({ asks, harm, tools }, guard) {
    // Every way to the harm, as the tools that it takes; one that is removed, limited or confirmed takes it away.
    const lastOf = {
      'orders leave the company': 'sends mail',
      'money is paid out': 'refunds',
      'records are deleted': 'deletes',
    } as const;
    const ways = (['reads mail', 'reads the web'] as const).map((source) =>
      harm === 'orders leave the company' ? [source, 'reads orders', lastOf[harm]] : [source, lastOf[harm]],
    );
    const isOpen = (shut: readonly (string | undefined)[]) =>
      ways.some((way) => way.every((step) => tools.some(({ does }) => does === step) && !shut.includes(step)));
    return isOpen([]) && isOpen([guard.remove, guard.approve, guard.limit]) === (asks === 'leaves open');
  },
  explain: (agent, guard) => [
    `left: ${edgesOf(agent, guard)
      .map(([from, to]) => `${from} → ${to}`)
      .join(', ')}`,
    reaches(edgesOf(agent, guard))
      ? 'a stranger’s text still reaches the harm'
      : 'no way from a stranger’s text to the harm is left',
  ],
  vectors: [
    {
      source: 'Amazon Bedrock User Guide, "Prompt injection security": ask for confirmation before a tool acts',
      parameters: mailer,
      claim: { approve: 'sends mail' },
      holds: true,
    },
    {
      source:
        'OWASP Top 10 for LLM Applications, LLM01 and LLM06: instructions in a prompt are no control; least privilege of tools is',
      parameters: mailer,
      claim: { ask: 'prompt' },
      holds: false,
    },
  ],
};
