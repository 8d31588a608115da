/** The whole comparison as one value: it is what is seeded and hashed. */
import { careerPaths } from './career-paths.ts';
import { certifications, levels } from './certifications.ts';
import { difficulty } from './difficulty.ts';
import { disagreements } from './disagreements.ts';
import { learningPath } from './learning-path.ts';
import type {
  Advice,
  CareerPath,
  Certification,
  Difficulty,
  Disagreement,
  IsoDate,
  LearningStep,
  LevelProfile,
  PracticeProject,
  SalaryOutlook,
  Skill,
  Source,
  StudyTip,
  TrackProfile,
} from './model.ts';
import { practiceProjects } from './practice-projects.ts';
import { salary } from './salary.ts';
import { skills } from './skills.ts';
import { sources } from './sources.ts';
import { studyTips } from './study-tips.ts';
import { advice, tracks } from './tracks.ts';

/** Everything in the comparison except the exams' blueprints, which are in `../exams`. */
export interface Content {
  /** `gatheredOn` is when the facts were put together, `latestEvidence` the day of the newest source among them. */
  readonly about: { readonly gatheredOn: IsoDate; readonly latestEvidence: IsoDate; readonly notice: string };
  readonly sources: readonly Source[];
  readonly disagreements: readonly Disagreement[];
  readonly levels: readonly LevelProfile[];
  readonly certifications: readonly Certification[];
  readonly tracks: readonly TrackProfile[];
  readonly advice: readonly Advice[];
  readonly skills: readonly Skill[];
  readonly careerPaths: readonly CareerPath[];
  readonly salary: SalaryOutlook;
  readonly difficulty: readonly Difficulty[];
  readonly learningPath: readonly LearningStep[];
  readonly studyTips: readonly StudyTip[];
  readonly practiceProjects: readonly PracticeProject[];
}

/** The content that this version of the repository serves. */
export const content: Content = {
  about: {
    gatheredOn: '2026-11-25',
    latestEvidence: '2026-10-09',
    notice: 'Dates and prices come from copies of AWS’s pages. Check aws.amazon.com before you book an exam.',
  },
  sources,
  disagreements,
  levels,
  certifications,
  tracks,
  advice,
  skills,
  careerPaths,
  salary,
  difficulty,
  learningPath,
  studyTips,
  practiceProjects,
};
