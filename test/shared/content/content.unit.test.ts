/** The content against a digest of the facts it must hold, written out here so that a slip in either shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calendarDay } from '../../../lambda/shared/content/calendar.ts';
import { certificationStatusOn } from '../../../lambda/shared/content/certification-status.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import { BACKGROUNDS, type Dated } from '../../../lambda/shared/content/model.ts';
import { STUDY_HOURS } from '../../../lambda/shared/content/study-hours.ts';
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';
import { PRACTICE_MAP_ORIGIN } from '../../../lambda/shared/exams/practice-map.ts';
import { SCOPED_SERVICES } from '../../../lambda/shared/exams/services.ts';
import { repository } from '../../../lib/repository.ts';

const CONTENT_FOLDER = join(repository, 'lambda/shared/content');

const facts: readonly Dated[] = [
  ...content.levels,
  ...content.certifications,
  ...content.tracks,
  ...content.advice,
  ...content.skills,
  ...content.careerPaths,
  content.salary,
  ...content.difficulty,
  ...content.learningPath,
  ...content.studyTips,
  ...content.practiceProjects,
  STUDY_HOURS,
  ...SCOPED_SERVICES,
  ...Object.values(BLUEPRINTS),
  PRACTICE_MAP_ORIGIN,
];

/** Sources that no fact needs, each kept for the reason that its note gives a reader. */
const KEPT_AS_BACKGROUND = ['aws-lambda-sqs', 'aws-repost-500'];

describe('sources', () => {
  const known = new Map(content.sources.map((source) => [source.id, source]));

  test('every fact names at least one source, and only sources that are held', () => {
    for (const fact of facts) {
      expect(fact.sources.length, JSON.stringify(fact)).toBeGreaterThan(0);
      expect(fact.sources.filter((id) => !known.has(id))).toEqual([]);
    }
    for (const claim of content.disagreements.flatMap((disagreement) => disagreement.claims)) {
      expect(claim.sources.length, claim.claim).toBeGreaterThan(0);
      expect(claim.sources.filter((id) => !known.has(id))).toEqual([]);
    }
  });

  test('every source is named by a fact or a disagreement, or is kept as background', () => {
    const named = new Set([
      ...facts.flatMap((fact) => fact.sources),
      ...content.disagreements.flatMap((disagreement) => disagreement.claims.flatMap((claim) => claim.sources)),
      ...Object.values(BLUEPRINTS).flatMap((exam) =>
        exam.domains.flatMap((domain) => domain.tasks.map((t) => t.source)),
      ),
    ]);

    expect([...known.keys()].filter((id) => !named.has(id))).toEqual(KEPT_AS_BACKGROUND);
  });

  test('ids are unique, and every address is a secure one', () => {
    expect(known.size).toBe(content.sources.length);
    for (const { url } of content.sources) expect(url ?? 'https://none').toMatch(/^https:\/\//);
  });

  test('a fact is as old as the newest of its dated sources', () => {
    for (const fact of [...content.certifications, ...content.levels, ...Object.values(BLUEPRINTS)]) {
      const newest = fact.sources
        .map((id) => known.get(id)?.date ?? '')
        .toSorted()
        .at(-1);
      expect(fact.asOf, JSON.stringify(fact.sources)).toBe(newest);
    }
  });

  test('the newest evidence is the newest source that was not made for this content', () => {
    const dates = content.sources
      .filter(({ kind }) => kind !== 'guide' && kind !== 'own')
      .map(({ date }) => date ?? '');

    expect(content.about.latestEvidence).toBe(dates.toSorted().at(-1));
  });

  test('nothing in the content speaks of things that a reader cannot see', () => {
    const everything = JSON.stringify([content, BLUEPRINTS]);

    expect(everything).not.toMatch(/stored (file|cop)|\bid \d{6,}|\/work\/|\/tmp\//i);
  });
});

test('every day that the content names, in prose too, is a day of the calendar', () => {
  const days = JSON.stringify([content, BLUEPRINTS]).match(/\d{4}-\d\d?-\d\d?/g) ?? [];

  expect(days.length).toBeGreaterThan(80);
  for (const day of days) expect(calendarDay(day)).toBe(day);
});

test('the certifications hold code, level, status, price, minutes, questions and pass mark', () => {
  const digest = content.certifications.map((c) =>
    [
      c.code,
      c.level,
      certificationStatusOn(c, '2026-11-23'),
      c.priceUsd,
      c.minutes,
      c.questions,
      c.scoredQuestions,
      c.passMark,
    ]
      .map((value) => value ?? '-')
      .join(' '),
  );

  expect(digest).toEqual([
    'CLF-C02 foundational active 100 90 65 50 700',
    'AIF-C01 foundational active 100 90 65 50 700',
    'AIB-C01 business beta 100 - - - 700',
    'SAA-C03 associate active 150 130 65 50 720',
    'DVA-C02 associate expiring 150 130 65 50 720',
    'DVA-C03 associate scheduled 150 130 65 50 720',
    'SOA-C03 associate active 150 130 65 50 720',
    'DEA-C01 associate active 150 130 65 50 720',
    'MLA-C01 associate expiring 150 130 65 50 720',
    'MLA-C02 associate beta - - - - -',
    'SAP-C02 professional retired - - - - -',
    'SAP-C03 professional active - - - - -',
    'DOP-C02 professional active 300 180 75 65 750',
    'AIP-C01 professional active 300 180 75 65 750',
    'ANS-C01 specialty expiring 300 170 65 50 750',
    'SCS-C03 specialty active 300 170 65 50 750',
    'MLS-C01 specialty retired - - - - -',
  ]);
});

test('a certification has a first day or the day of its earliest evidence, never both', () => {
  const dates = new Map(content.sources.map(({ id, date }) => [id, date]));
  for (const { code, firstDay, knownSince, lastDay, sources } of content.certifications) {
    expect([firstDay, knownSince].filter(Boolean), code).toHaveLength(1);
    if (knownSince === undefined || knownSince === lastDay) continue;
    const earliest = sources.flatMap((id) => dates.get(id) ?? []).toSorted()[0];
    expect(knownSince, code).toBe(earliest);
  }
});

test('a certification and its exam agree', () => {
  for (const exam of Object.values(BLUEPRINTS)) {
    expect(content.certifications.find(({ code }) => code === exam.code)).toMatchObject({
      ...('knownSince' in exam && { knownSince: exam.knownSince }),
      name: exam.name,
      priceUsd: exam.priceUsd,
      minutes: exam.minutes,
      questions: exam.questions.total,
      scoredQuestions: exam.questions.scored,
      passMark: exam.scale.passMark,
      ...('lastDay' in exam && { lastDay: exam.lastDay, replacedBy: exam.successor }),
      ...('firstDay' in exam && { firstDay: exam.firstDay, replaces: exam.replaces }),
      ...('registrationOpened' in exam && { registrationOpened: exam.registrationOpened }),
    });
  }
});

test('certifications that follow each other name each other', () => {
  const held = new Map(content.certifications.map((certification) => [certification.code, certification]));
  for (const { code, replaces, replacedBy } of held.values()) {
    if (replacedBy) expect(held.get(replacedBy)?.replaces).toBe(code);
    if (replaces && held.has(replaces)) expect(held.get(replaces)?.replacedBy).toBe(code);
  }
});

test('the skills have the levels of the guide', () => {
  expect(content.skills.map(({ name, levels }) => [name, levels.architect, levels.developer])).toEqual([
    ['Cloud Architecture', 'Very High', 'Medium'],
    ['Programming', 'Low', 'High'],
    ['Networking', 'High', 'Medium'],
    ['DevOps Tools', 'Medium', 'High'],
    ['Infrastructure Design', 'Very High', 'Medium'],
    ['API Development', 'Low', 'High'],
    ['Security Architecture', 'High', 'Medium'],
  ]);
});

test('both tracks are profiled in full', () => {
  const digest = content.tracks.map((profile) => ({
    track: profile.track,
    coding: profile.coding.needed,
    counts: Object.entries(profile).flatMap(([field, value]) =>
      Array.isArray(value) ? [`${field} ${value.length}`] : [],
    ),
  }));

  expect(digest).toEqual([
    {
      track: 'architect',
      coding: 'minimal',
      counts: [
        'focusAreas 6',
        'coreServices 6',
        'skillsRequired 8',
        'jobRoles 5',
        'deeperKnowledgeOf 4',
        'examProblemTypes 3',
        'chooseIf 4',
        'idealFor 3',
        'examChallenges 3',
        'sources 1',
      ],
    },
    {
      track: 'developer',
      coding: 'strong',
      counts: [
        'focusAreas 6',
        'coreServices 5',
        'skillsRequired 7',
        'jobRoles 5',
        'deeperKnowledgeOf 4',
        'examProblemTypes 4',
        'chooseIf 4',
        'idealFor 3',
        'examChallenges 3',
        'sources 1',
      ],
    },
  ]);
});

test('each career path leads over five steps from its first job to its last', () => {
  const ends = content.careerPaths.map(({ track, steps }) => [track, steps.length, steps.at(0), steps.at(-1)]);

  expect(ends).toEqual([
    ['architect', 5, 'Cloud Engineer', 'Chief Cloud Architect'],
    ['developer', 5, 'Backend Developer', 'DevOps Engineer'],
  ]);
});

test('the salary outlook holds words and no figures', () => {
  expect(content.salary.figures).toBeNull();
  expect(JSON.stringify({ ...content.salary, asOf: '', sources: [] })).not.toMatch(/[\d$€£%]/);
  expect(content.salary.tracks.architect).toHaveLength(3);
  expect(content.salary.tracks.developer).toHaveLength(2);
});

test('every background is told once which exam comes easier', () => {
  const easier = Object.fromEntries(content.difficulty.map(({ background, easier }) => [background, easier]));

  expect(content.difficulty).toHaveLength(BACKGROUNDS.length);
  expect(easier).toEqual({
    'software-development': 'developer',
    infrastructure: 'architect',
    devops: 'architect',
    'system-administration': 'architect',
    'new-to-cloud': 'neither',
  });
});

test('the learning path has its four steps in order, and the study tips their audiences', () => {
  expect(content.learningPath.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(content.studyTips.map(({ audience, items }) => [audience, items.length])).toEqual([
    ['both', 4],
    ['both', 5],
    ['architect', 4],
    ['developer', 4],
    ['both', 4],
    ['both', 3],
    ['both', 3],
  ]);
});

describe('what is marked as from the guide', () => {
  const ofGuide = (fact: Dated) => fact.sources.includes('guide');

  test('is four of the practice projects, which are those that it names', () => {
    expect(content.practiceProjects.filter(ofGuide).map(({ slug }) => slug)).toEqual([
      'serverless-api',
      'event-pipeline',
      'delivery-pipeline',
      'web-app',
    ]);
  });

  test('is neither our tip, nor what AWS says of attempts and bookings, nor a conclusion on administrators, nor one on newcomers', () => {
    expect(content.studyTips.filter((tip) => !ofGuide(tip)).map(({ id }) => id)).toEqual([
      'break-and-repair',
      'second-attempt',
      'booking-and-results',
    ]);
    expect(content.difficulty.filter((fact) => !ofGuide(fact)).map(({ background }) => background)).toEqual([
      'system-administration',
      'new-to-cloud',
    ]);
  });

  test('says what the guide says, and as cautiously', () => {
    const text = JSON.stringify([
      content.salary,
      content.difficulty.filter(ofGuide),
      content.advice,
      content.studyTips,
    ]);
    for (const phrase of [
      'At entry level, architect roles often pay significantly higher',
      'Often slightly higher',
      'often among the highest paid',
      'may find the Developer exam easier',
      'may feel more natural',
      'appear frequently',
      'both theory and practice',
    ]) {
      expect(text, phrase).toContain(phrase);
    }
    expect(content.learningPath.at(-1)?.detail).not.toMatch(/once|held/);
  });
});

test('the exam guides of the developer exams rule out whole job tasks, and the guide of the architect exam none', () => {
  expect(BLUEPRINTS['DVA-C02'].outOfScope).toHaveLength(5);
  expect(BLUEPRINTS['DVA-C03'].outOfScope).toHaveLength(8);
  expect(BLUEPRINTS['SAA-C03']).not.toHaveProperty('outOfScope');
  const ruledOut = BLUEPRINTS['DVA-C03'].outOfScope.join(' ');
  for (const task of [/architectures/, /CI\/CD pipelines/, /IAM users/, /servers/, /guardrails/, /networking/, /ETL/]) {
    expect(ruledOut).toMatch(task);
  }
});

test('the projects that this repository deploys are called deployable', () => {
  expect(content.practiceProjects.map(({ slug, deployable }) => [slug, deployable])).toEqual([
    ['serverless-api', true],
    ['event-pipeline', true],
    ['delivery-pipeline', true],
    ['web-app', true],
    ['disaster-recovery', true],
    ['observability', false],
    ['guardrails', false],
  ]);
});

test('the content imports nothing outside its own folder', () => {
  for (const file of readdirSync(CONTENT_FOLDER)) {
    const imports = [...readFileSync(join(CONTENT_FOLDER, file), 'utf8').matchAll(/(?:from|import) '([^']+)'/g)];
    for (const [, path] of imports) expect(path, file).toMatch(/^\.\/[a-z-]+\.ts$/);
  }
});
