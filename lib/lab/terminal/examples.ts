/** What somebody would type, by command: `--help` ends with it, and a test reads each as arguments. */
/** What somebody would type, and what for. */
export type Example = readonly [line: string, does: string];

export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  start: [
    ['lab start', 'all but what costs most, until Ctrl-C'],
    ['lab start all', 'the exam room with its database as well'],
  ],
  up: [['lab up serverless-api', 'one project']],
  open: [['lab open', 'the pages, in your browser']],
  down: [['lab down', 'all projects, and the emulator']],
  status: [['lab status --json', 'for a program that looks for the API']],
  logs: [
    ['lab logs --filter error --since 5', 'what went wrong in the last five minutes'],
    ['lab logs event-pipeline --follow', 'one project, as it happens'],
  ],
  metrics: [['lab metrics event-pipeline', 'one project, the last ten minutes']],
  env: [['eval "$(npm run -s lab -- env)"', 'your own AWS CLI, in this shell']],
  drills: [['lab drills --level 1 --exam DVA-C03', 'the easy ones for one exam']],
  break: [
    ['lab break', 'something that you have not solved yet'],
    ['lab break serverless-api/3', 'that one'],
    ['lab break --seed 7', 'the same as a friend who says 7'],
  ],
  ticket: [['lab ticket', 'what was reported, once more']],
  hint: [['lab hint', 'the next one']],
  check: [['lab check --json', 'for a program']],
  watch: [['lab watch', 'in a second terminal']],
  solution: [['lab solution --yes', 'without a question']],
  reset: [
    ['lab reset', 'when nothing is where it was'],
    ['lab reset event-pipeline', 'this project alone'],
  ],
  restore: [['lab restore', 'after a drill, or in the middle of one']],
  quiz: [
    ['lab quiz --exam SAA-C03 --count 10', 'ten questions in the exam’s proportions'],
    ['lab quiz --due', 'what you got wrong, or only guessed, when it is due'],
  ],
  answer: [['lab answer iam-doors/3 B --sure', 'whether B holds, and why each of the others does not']],
  prove: [['lab prove dynamodb-capacity/7', 'for anyone who doubts the key']],
  mock: [
    ['lab mock --exam DVA-C03', 'begin one'],
    ['lab mock 12 --answer C', 'answer the twelfth question'],
    ['lab mock --review', 'what is open, and what is flagged'],
  ],
  readiness: [
    ['lab readiness --exam DVA-C03', 'where you stand, and what to answer next'],
    ['lab readiness --exam SAA-C03 --sat pass --date 2026-11-20', 'how what was said before it held'],
  ],
  evidence: [['lab evidence export my-evidence.jsonl', 'a file to keep']],
  'report-item': [['lab report-item iam-doors/3 --out report.md', 'a question that seems wrong, as an issue']],
  drill: [['lab drill prove event-pipeline/rule-mismatch', 'whether the checks of a drill are right']],
  paper: [
    ['lab paper serverless-api/14', 'a drill for AWS alone: ticket, and fixes to choose from'],
    ['lab paper serverless-api/14 --answer B', 'whether that one holds, and why'],
  ],
  exam: [
    ['lab exam', 'begins one, and goes on to the next incident'],
    ['lab exam --end', 'ends it early, with the report'],
  ],
  'game-day': [
    ['lab game-day', 'one that you have not solved yet, for an hour'],
    ['lab game-day web-app/3 --minutes 30 --every 5', 'this one, with a page every five minutes'],
  ],
  report: [['lab report --markdown', 'for your notes']],
  aws: [
    ['lab aws lambda list-functions --query Functions[].FunctionName', 'names alone'],
    ['lab aws sqs get-queue-attributes --queue-url URL --attribute-names All', 'as the AWS CLI spells it'],
  ],
  doctor: [['lab doctor', 'before the first start']],
  completion: [['source <(npm run -s lab -- completion bash)', 'in this shell']],
};
