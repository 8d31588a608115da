/** What a drill is: one file under `lib/projects/<slug>/drills`, data and code together. */
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import type { Project } from '../../project.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { SettingKind, TargetOf, ValueOf } from '../settings/settings.ts';
import type { Evidence } from './evidence.ts';
import type { NotedSent, Sent, Stored } from './journal.ts';

/** What one probe found. `ok` is the verdict; the other two are shown whatever it is. */
export interface Finding {
  readonly ok: boolean;
  readonly saw: string;
  readonly wanted: string;
}

/** What a drill may read and call while it looks. Nothing in it tells which target it is on. */
export interface CheckContext<Output extends string = string> {
  readonly outputs: Readonly<Record<Output, string>>;
  readonly aws: AwsClients;
  /** An HTTP request that ends within 10 seconds: a probe that gets no answer in that time has found a fault. */
  request(url: string, init?: RequestInit): Promise<HttpAnswer>;
  /** A word never used before, so that no answer of an earlier check can pass for this one's. */
  nonce(): string;
  /** Looks again until the finding is ok, or `seconds` (6 by default) have passed; then the last finding stands. */
  eventually(look: () => Promise<Finding>, seconds?: number): Promise<Finding>;
  /** Looks for `seconds`, longer on AWS, while nothing breaks the expects: the first finding that is not ok stands. */
  throughout(look: () => Promise<Finding>, seconds: number): Promise<Finding>;
  /** What was sent while the open incidents were being made, and waits for their repair. */
  sent(): readonly NotedSent[];
  /** What the open incidents' probes remembered of the time before the fault. */
  remembered(): readonly Stored[];
  /** What a setting is now; throws when the resource is gone. */
  get<Kind extends SettingKind>(kind: Kind, target: TargetOf<Kind>): Promise<ValueOf<Kind>>;
}

/** What a fix, right or careless, may do besides. */
export interface FixContext<Output extends string = string> extends CheckContext<Output> {
  /** Writes a setting as a learner's own call would: not into the journal. */
  set<Kind extends SettingKind>(kind: Kind, target: TargetOf<Kind>, value: ValueOf<Kind>): Promise<void>;
  /** Edits the sources that the fault left, and deploys what is built from them, as a learner would by `lab up`. */
  fixSources(edit: SourceEdit): Promise<void>;
  /** Says how to undo what the fix did by calls of its own; what {@link set} and {@link fixSources} do is undone anyway. */
  undoBy(step: Undo): void;
}

/** One step back; steps are taken in the reverse of their order. */
export type Undo = () => Promise<unknown>;

/** What a fault may do besides. */
export interface FaultContext<Output extends string = string> extends CheckContext<Output> {
  /** Writes what is there now into the journal, and only then the new value over it. The one way to break something. */
  change<Kind extends SettingKind>(
    kind: Kind,
    target: TargetOf<Kind>,
    value: ValueOf<Kind> | ((before: ValueOf<Kind>) => ValueOf<Kind>),
  ): Promise<void>;
  /** Waits until what was changed has spread, for what must not meet the old any more: on the emulator it has at once. */
  spread(): Promise<void>;
  /** Writes into the journal what is about to be sent, so that a check can look what became of it. */
  note(sent: Sent): void;
  /** Builds a function from patched sources, deploys that build, and leaves the learner the sources to fix. */
  deployDefect(patch: SourcePatch): Promise<void>;
}

/** An edit of one place in the sources. */
export interface SourceEdit {
  /** The file, below `lambda/`. */
  readonly file: string;
  /** Must occur in it exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A defect, and which function gets the build that has it. */
export interface SourcePatch extends SourceEdit {
  /** Of the function that gets the defective build. */
  readonly functionName: string;
  readonly alias?: string;
  /** `<slug>/<verb-noun>`: which handler that function runs. */
  readonly handler: string;
}

/** An HTTP response, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Probe<Output extends string = string> {
  /** What is asked of the deployed thing, as a short statement that holds when all is well. */
  readonly expects: string;
  /**
   * About how the repair was made, and not about what the ticket reports. It is told once the symptoms are gone: before
   * that it would name the cause to who has not found it.
   */
  readonly guards?: boolean;
  /** What the probe has to know of the healthy project: asked before the fault, and kept in the journal. */
  remember?(lab: CheckContext<Output>): Promise<readonly Stored[]>;
  look(lab: CheckContext<Output>): Promise<Finding>;
}

/** What somebody does about a fault. */
export interface Fix<Output extends string = string> {
  /** In one sentence, without a full stop: shown in lists. */
  readonly title: string;
  apply(lab: FixContext<Output>): Promise<void>;
}

/**
 * How a careless fix goes wrong: it opens more than was closed (`too-wide`), heals a part of it (`too-narrow`), works at
 * another place than the cause (`elsewhere`), or makes the symptom disappear and not the fault (`hidden`).
 */
export const SHORTCUT_KINDS = ['too-wide', 'too-narrow', 'elsewhere', 'hidden'] as const;
export type ShortcutKind = (typeof SHORTCUT_KINDS)[number];

/** A plausible fix that is not one: `check` must refuse it. */
export interface Shortcut<Output extends string = string> extends Fix<Output> {
  readonly kind: ShortcutKind;
  /** Why it is none, for who chose it on paper. A drill that runs on AWS alone says it of each. */
  readonly why?: string;
  /** It cannot be undone, since what it throws away is gone: the proof tries it on a fault of its own, after the others. */
  readonly destroys?: true;
}

/** Where a drill can run. The emulator does not model every service; `lib/emulator/gaps.ts` says which. */
export type TargetName = 'emulator' | 'aws';

export interface Drill<Output extends string = string> {
  /** The file's name without its ending; names the fault, and so is not shown before the drill is solved. */
  readonly name: string;
  /** The symptom, as somebody on call would say it. */
  readonly title: string;
  /** 1: one visible cause. 2: evidence from two places. 3: an idea of how the parts interact. */
  readonly level: 1 | 2 | 3;
  /** More than one thing is broken: the first true finding is not enough. */
  readonly causes: 1 | 2;
  readonly ticket: {
    /** What is reported, in symptoms only. */
    readonly report: string;
    /** Who suffers, and how much. */
    readonly impact: string;
    /** What one sees where one would look first. */
    readonly evidence: string;
  };
  /** Commands that show what the ticket's evidence says. Each drill that runs on the emulator has one at least. */
  readonly evidence?: readonly Evidence[];
  /**
   * What goes on beside the project's own traffic while this drill is open, where that alone would not show the fault;
   * harmless on the healthy project. Begins with round 0; throws when nothing answers.
   */
  readonly traffic?: (lab: CheckContext<Output>, round: number) => Promise<void>;
  readonly exam: readonly [TaskRef, ...TaskRef[]];
  /** From where to look to what to change. */
  readonly hints: readonly [string, string, string, ...string[]];
  readonly lesson: {
    /** What the design should have had. */
    readonly architect: string;
    /** What the code, the configuration or the release should have had. */
    readonly developer: string;
  };
  readonly runsOn: readonly [TargetName, ...TargetName[]];
  fault(lab: FaultContext<Output>): Promise<void>;
  /**
   * Where messages wait behind the fault: sends some of them, each noted, once the fault is in. A repair that throws away
   * what waits is none, and the project's contract looks what became of these.
   */
  readonly backlog?: (lab: FaultContext<Output>) => Promise<void>;
  /** All of them hold on the healthy project. They run at the same time, so none may disturb another. */
  readonly check: readonly [Probe<Output>, ...Probe<Output>[]];
  /** The reference fix: one right way among others. */
  readonly solution: {
    /** As one of the fixes to choose from on paper: of the kind and length of the shortcuts' titles. */
    readonly title?: string;
    /** Why it holds. */
    readonly why?: string;
    /** What to change and why, in the order to do it. */
    readonly steps: readonly [string, ...string[]];
    apply(lab: FixContext<Output>): Promise<void>;
  };
  /** Right fixes by other means, which `check` must accept. One that replaces a resource comes last. */
  readonly otherFixes: readonly Fix<Output>[];
  readonly shortcuts: readonly [Shortcut<Output>, ...Shortcut<Output>[]];
}

/** A drill together with the project it breaks. */
export interface ProjectDrill extends Drill {
  /** `<slug>/<name>` */
  readonly id: string;
  readonly project: Project;
  /** What the healthy project promises whatever was broken in it: a repair that breaks one of these is not accepted. */
  readonly contract: readonly Probe[];
}

/**
 * Binds a drill to its project. The compiler refuses an exam task that no blueprint has, fewer than three hints, an
 * output that the project does not publish, and a drill without a shortcut.
 */
export function defineDrill<Output extends string>(
  project: Project<Output>,
  drill: Drill<NoInfer<Output>>,
): ProjectDrill {
  // The lab hands in the outputs of this very project, all of them: `checkOutputs` in run-drill.ts sees to it.
  return { ...(drill as unknown as Drill), id: `${project.slug}/${drill.name}`, project, contract: [] };
}

/** The drills of one project, each graded by the project's health contract as well as by its own probes. */
export function underContract<Output extends string>(
  contract: readonly Probe<Output>[],
  drills: readonly ProjectDrill[],
): readonly ProjectDrill[] {
  return drills.map((drill) => ({ ...drill, contract: contract as unknown as readonly Probe[] }));
}

/** Thrown by a probe that cannot see: the answer would say nothing about the fix, so it is never scored. */
export class CouldNotLook extends Error {
  override readonly name = 'CouldNotLook';
}
