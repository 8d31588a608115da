/**
 * What each exam asks for: its domains, their weights and its task statements, with the rules of sitting it.
 * Titles are short wordings of ours; the exam guides that the sources name are the authority.
 */
import { DVA_C02 } from './blueprints/dva-c02.ts';
import { DVA_C03 } from './blueprints/dva-c03.ts';
import { SAA_C03 } from './blueprints/saa-c03.ts';
import type { ExamCode } from './dates.ts';
import type { Blueprint } from './model.ts';

/** Every exam by its code. The literal types are what lets the compiler refuse an unknown task. */
export const BLUEPRINTS = { 'SAA-C03': SAA_C03, 'DVA-C02': DVA_C02, 'DVA-C03': DVA_C03 } as const satisfies Readonly<
  Record<ExamCode, Blueprint>
>;

type Blueprints = typeof BLUEPRINTS;

/** The id of a task statement within one exam, for example `1.2`. */
export type TaskId<Code extends ExamCode = ExamCode> = Blueprints[Code]['domains'][number]['tasks'][number]['id'];

/** A task statement anywhere, for example `SAA-C03/1.1`; ids repeat between exams, references do not. */
export type TaskRef = { [Code in ExamCode]: `${Code}/${TaskId<Code>}` }[ExamCode];

/** The blueprint of an exam in its general shape, where the literal types of the data are in the way. */
export function blueprintOf(code: ExamCode): Blueprint {
  return BLUEPRINTS[code];
}
