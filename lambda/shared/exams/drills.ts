/** The drills, and the task statements that each trains. `npm run docs` writes the list from the drills themselves. */
import type { TaskRef } from './blueprints.ts';
import type { DrillReference } from './model.ts';

/** A drill as far as it may be shown before it is solved. */
export interface MappedDrill extends DrillReference {
  readonly tasks: readonly TaskRef[];
}

/* <!-- generated:drill-data -->
Written by npm run docs. */
// biome-ignore format: a drill a line; as the formatter breaks them, the list alone is longer than a file may be
export const DRILLS: readonly MappedDrill[] = [
  { number: 'serverless-api/1', title: 'Every request fails since the configuration was tidied up', level: 1, tasks: ['DVA-C03/1.2', 'DVA-C03/3.1', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/3.1', 'DVA-C02/4.1', 'SAA-C03/2.1'] },
  { number: 'serverless-api/2', title: 'The health check is green, and every list is broken', level: 1, tasks: ['SAA-C03/1.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'] },
  { number: 'serverless-api/3', title: 'The questionnaire cannot be sent any more', level: 1, tasks: ['DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1', 'SAA-C03/2.1', 'SAA-C03/1.2'] },
  { number: 'serverless-api/4', title: 'The content team cannot publish', level: 1, tasks: ['DVA-C03/1.2', 'DVA-C03/4.3', 'DVA-C02/1.2', 'DVA-C02/4.3', 'SAA-C03/3.2'] },
  { number: 'serverless-api/5', title: 'Filtering by level fails, listing everything works', level: 2, tasks: ['SAA-C03/1.1', 'SAA-C03/3.3', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'] },
  { number: 'serverless-api/6', title: 'Some lists fail since the table was put on a diet', level: 2, tasks: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/1.3', 'DVA-C03/4.3', 'DVA-C02/1.3', 'DVA-C02/4.3'] },
  { number: 'serverless-api/7', title: 'The security review says that our public API could delete the database', level: 2, tasks: ['SAA-C03/1.1', 'SAA-C03/1.2', 'DVA-C03/2.1', 'DVA-C02/2.1'] },
  { number: 'serverless-api/8', title: 'The migration was called off, and nothing works', level: 2, tasks: ['SAA-C03/1.1', 'SAA-C03/2.2', 'DVA-C03/1.2', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1'] },
  { number: 'serverless-api/9', title: 'A certification is missing, and it depends on who counts', level: 2, tasks: ['DVA-C03/1.1', 'DVA-C03/1.3', 'DVA-C03/3.1', 'DVA-C02/1.1', 'DVA-C02/1.3', 'SAA-C03/2.1'] },
  { number: 'serverless-api/10', title: 'It was fixed an hour ago, and it is still broken', level: 3, tasks: ['DVA-C03/3.3', 'DVA-C03/3.1', 'DVA-C03/4.1', 'DVA-C02/3.4', 'DVA-C02/4.1', 'SAA-C03/2.2'] },
  { number: 'serverless-api/11', title: 'The API says 404 to everything it used to know', level: 3, tasks: ['SAA-C03/2.2', 'SAA-C03/1.1', 'DVA-C03/1.3', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/1.3', 'DVA-C02/4.1'] },
  { number: 'serverless-api/12', title: 'Some readers see yesterday, and a new browser sees today', level: 3, tasks: ['DVA-C03/1.1', 'DVA-C03/4.3', 'DVA-C03/3.1', 'DVA-C02/1.1', 'DVA-C02/4.3', 'SAA-C03/3.4'] },
  { number: 'serverless-api/13', title: 'All requests fail at once, and the function has stopped logging', level: 1, tasks: ['DVA-C03/1.2', 'DVA-C03/4.3', 'DVA-C02/1.2', 'DVA-C02/4.3', 'SAA-C03/3.2', 'SAA-C03/4.2'] },
  { number: 'serverless-api/14', title: 'One visitor is served, two are turned away', level: 1, tasks: ['SAA-C03/4.4', 'SAA-C03/2.2', 'DVA-C03/4.3', 'DVA-C03/4.1', 'DVA-C02/4.3', 'DVA-C02/4.1'] },
  { number: 'serverless-api/15', title: 'The auditor asks for yesterday at three', level: 1, tasks: ['SAA-C03/1.3', 'SAA-C03/2.2', 'DVA-C03/1.3', 'DVA-C02/1.3'] },
  { number: 'serverless-api/16', title: 'Fast at night, errors by day, since the database became cheaper', level: 2, tasks: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/1.3', 'DVA-C03/4.3', 'DVA-C02/1.3', 'DVA-C02/4.3'] },
  { number: 'serverless-api/17', title: 'The function works, the API says 500, and there is no log line', level: 2, tasks: ['SAA-C03/1.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'] },
  { number: 'serverless-api/18', title: 'One request in ten fails, and nobody can make it happen', level: 3, tasks: ['SAA-C03/2.2', 'DVA-C03/3.3', 'DVA-C03/4.1', 'DVA-C02/3.4', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/1', title: 'Standings stand still, and there is not one error', level: 1, tasks: ['DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1', 'SAA-C03/2.1'] },
  { number: 'event-pipeline/2', title: 'Everything is accepted, and nothing ever arrives', level: 1, tasks: ['DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1', 'SAA-C03/2.1'] },
  { number: 'event-pipeline/3', title: 'A hundred points, and no congratulations', level: 1, tasks: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/4', title: 'The worker failed all night, and nobody was woken', level: 1, tasks: ['DVA-C03/4.2', 'DVA-C02/4.2', 'SAA-C03/2.2'] },
  { number: 'event-pipeline/5', title: 'Lessons count, drills and quizzes do not', level: 2, tasks: ['DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1', 'SAA-C03/2.1', 'SAA-C03/4.2'] },
  { number: 'event-pipeline/6', title: 'The dead-letter queue fills with perfectly good events', level: 2, tasks: ['DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1', 'SAA-C03/2.1', 'SAA-C03/3.5'] },
  { number: 'event-pipeline/7', title: 'Ten events were sent, nine arrived, and nobody missed the tenth', level: 2, tasks: ['SAA-C03/2.1', 'SAA-C03/2.2', 'DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/8', title: 'Bad events come back again and again before they give up', level: 2, tasks: ['SAA-C03/1.1', 'SAA-C03/2.2', 'DVA-C03/2.1', 'DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/9', title: 'After the maintenance window the pipeline stays silent', level: 2, tasks: ['SAA-C03/2.1', 'SAA-C03/2.2', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/10', title: 'Some learners are stuck just below a hundred points', level: 3, tasks: ['SAA-C03/1.1', 'SAA-C03/2.1', 'DVA-C03/1.3', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/1.3', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/11', title: 'Milestones are awarded, and nobody hears of it', level: 3, tasks: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/12', title: 'Some learners have more points than they earned', level: 3, tasks: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/1.3', 'DVA-C03/3.1', 'DVA-C02/1.1', 'DVA-C02/1.3'] },
  { number: 'event-pipeline/13', title: 'No milestone has been awarded since Friday', level: 3, tasks: ['SAA-C03/2.2', 'SAA-C03/1.1', 'DVA-C03/1.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'] },
  { number: 'event-pipeline/14', title: 'The rule matches, the queue stays empty', level: 2, tasks: ['SAA-C03/1.1', 'SAA-C03/2.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'] },
  { number: 'web-app/1', title: 'Tasks come and go every minute, though each of them works', level: 1, tasks: ['SAA-C03/2.2', 'SAA-C03/3.4', 'DVA-C03/3.1', 'DVA-C03/4.1'] },
  { number: 'web-app/2', title: 'Ten seconds of nothing, then an error page, for everybody', level: 1, tasks: ['SAA-C03/1.2', 'SAA-C03/3.4', 'SAA-C03/2.2', 'DVA-C03/4.1'] },
  { number: 'web-app/3', title: 'Two tasks groan, and those that were added idle', level: 2, tasks: ['SAA-C03/2.1', 'SAA-C03/3.2', 'SAA-C03/3.4'] },
  { number: 'web-app/4', title: 'Every release costs some candidates their page', level: 2, tasks: ['SAA-C03/2.1', 'SAA-C03/3.4', 'DVA-C03/3.3', 'DVA-C03/4.1'] },
  { number: 'web-app/5', title: 'A release that never started took half of the exam room with it for an hour', level: 2, tasks: ['SAA-C03/2.2', 'DVA-C03/3.3', 'DVA-C03/3.1'] },
  { number: 'web-app/6', title: 'A finding of the security team: the data can be reached from where it should not', level: 2, tasks: ['SAA-C03/1.2', 'SAA-C03/1.3'] },
  { number: 'web-app/7', title: 'A mail says: your bucket is on a list of the open ones', level: 2, tasks: ['SAA-C03/1.2', 'SAA-C03/1.3', 'SAA-C03/4.4', 'DVA-C03/2.1'] },
  { number: 'web-app/8', title: 'Every page fetches its style sheet again, from the other side of the ocean', level: 1, tasks: ['SAA-C03/3.4', 'SAA-C03/4.4', 'SAA-C03/3.1', 'DVA-C03/4.3'] },
  { number: 'web-app/9', title: 'Since storage was made cheaper, it costs seventy times as much', level: 2, tasks: ['SAA-C03/4.1', 'SAA-C03/3.1'] },
  { number: 'web-app/10', title: 'When a zone had trouble, all of the exam room had it', level: 2, tasks: ['SAA-C03/2.2', 'SAA-C03/3.2', 'SAA-C03/3.4'] },
  { number: 'web-app/11', title: 'Nothing new starts, and nobody notices until something ends', level: 2, tasks: ['SAA-C03/1.1', 'SAA-C03/1.2', 'SAA-C03/1.3', 'DVA-C03/3.1', 'DVA-C03/2.2'] },
  { number: 'web-app/12', title: 'New tasks hang on their image, and somebody has a NAT gateway in mind', level: 2, tasks: ['SAA-C03/4.4', 'SAA-C03/1.2', 'SAA-C03/3.4'] },
  { number: 'web-app/13', title: 'Pages come, but nobody can begin an exam since the last release', level: 2, tasks: ['SAA-C03/3.3', 'SAA-C03/2.2', 'DVA-C03/3.1', 'DVA-C03/4.1'] },
  { number: 'web-app/14', title: 'No task is ever well, and what was tried against it did not help', level: 3, tasks: ['SAA-C03/2.2', 'SAA-C03/3.4', 'DVA-C03/3.1', 'DVA-C03/4.1'] },
  { number: 'web-app/15', title: 'The database works ten times as hard as last week, for the same exams', level: 2, tasks: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/4.3', 'DVA-C03/3.1'] },
  { number: 'web-app/16', title: 'At nine five times as many come, and two tasks serve them all', level: 2, tasks: ['SAA-C03/3.2', 'SAA-C03/4.2', 'SAA-C03/2.1'] },
  { number: 'web-app/17', title: 'The bill of a quiet month is that of its busiest morning', level: 2, tasks: ['SAA-C03/4.2', 'SAA-C03/3.2'] },
  { number: 'web-app/18', title: 'It worked for a week after the release, and at three in the night it stopped', level: 3, tasks: ['SAA-C03/1.2', 'SAA-C03/1.1', 'DVA-C03/2.2', 'DVA-C03/3.1'] },
  { number: 'web-app/19', title: 'The release of this morning is still on its way, and its log has no error', level: 2, tasks: ['SAA-C03/2.2', 'SAA-C03/3.2', 'SAA-C03/4.2', 'DVA-C03/4.1', 'DVA-C03/3.1'] },
  { number: 'web-app/20', title: 'More of everything since Monday, and every third candidate is turned away at nine', level: 3, tasks: ['SAA-C03/3.3', 'SAA-C03/3.2', 'DVA-C03/4.1', 'DVA-C03/4.3'] },
  { number: 'disaster-recovery/1', title: 'The other region has the answers, and not one certificate', level: 2, tasks: ['SAA-C03/2.2', 'SAA-C03/1.3', 'SAA-C03/4.1', 'SAA-C03/3.1'] },
  { number: 'disaster-recovery/2', title: 'The first region came back well, and no answer could be saved', level: 3, tasks: ['SAA-C03/2.2', 'SAA-C03/3.4', 'SAA-C03/3.3'] },
  { number: 'disaster-recovery/3', title: 'The failover took a minute, and then nobody could work all morning', level: 2, tasks: ['SAA-C03/2.2', 'SAA-C03/3.2', 'SAA-C03/4.2'] },
  { number: 'disaster-recovery/4', title: 'All of it is there twice, and one of the two cannot be read', level: 2, tasks: ['SAA-C03/1.3', 'SAA-C03/2.2', 'SAA-C03/4.1'] },
  { number: 'disaster-recovery/5', title: 'The newest file in the other region is of September', level: 2, tasks: ['SAA-C03/2.2', 'SAA-C03/1.3', 'SAA-C03/4.1', 'DVA-C03/4.2'] },
  { number: 'disaster-recovery/6', title: 'To the other region and back again, all through the forty minutes', level: 3, tasks: ['SAA-C03/2.2', 'SAA-C03/3.4'] },
  { number: 'disaster-recovery/7', title: 'The other region took over, and its database let none of its tasks in', level: 2, tasks: ['SAA-C03/2.2', 'SAA-C03/1.2', 'DVA-C03/2.2'] },
  { number: 'disaster-recovery/8', title: 'Twelve exercises went well, and on the day itself nothing moved', level: 3, tasks: ['SAA-C03/2.2', 'SAA-C03/3.3'] },
  { number: 'disaster-recovery/9', title: 'The database costs six times what it did in spring, and does the same', level: 2, tasks: ['SAA-C03/4.3', 'SAA-C03/3.3', 'SAA-C03/2.2'] },
];
/*
<!-- /generated:drill-data --> */
