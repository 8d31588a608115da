import { defineDrill } from '../../../lab/drills/drill.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, isServerError, pointLiveAt, servedInTurns, TABLE_VARIABLE } from './serverless-api.ts';

export const tenthOfYesterday = defineDrill(serverlessApi, {
  name: 'tenth-of-yesterday',
  title: 'One request in ten fails, and nobody can make it happen',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'Callers report errors that go away when they try again. Nobody on the team has been able to see one twice. It ' +
      "began with last week's canary release, which was called off.",
    impact: 'About a tenth of all requests, of all callers, on all routes.',
    evidence:
      'The error rate is flat at ten per cent, day and night, whatever the load. The failing log lines come from other ' +
      'log streams than the good ones, and start with a different version in brackets.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter failed', finds: /AccessDeniedException/ },
  ],
  exam: ['SAA-C03/2.2', 'DVA-C03/3.3', 'DVA-C03/4.1', 'DVA-C02/3.4', 'DVA-C02/4.1'],
  hints: [
    'A share that stays the same under any load is not a limit and not a race. Somebody draws lots.',
    'The log says which version of the function answered. How many versions answer at the moment?',
    'lambda get-alias --name live: read RoutingConfig.',
    'Take the second version out of the alias: update-alias with an empty AdditionalVersionWeights.',
  ],
  lesson: {
    architect:
      'A canary is a state that has to end, one way or the other, by itself. CodeDeploy ends it with an alarm or with ' +
      'the clock; a weight that is set by hand stays until somebody remembers.',
    developer:
      'Calling a release off means taking its weight to zero, not only publishing the old code again. Put the version ' +
      'into each log line and metric, or a mixed fleet looks like bad luck.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const { functionName, alias } = apiFunction(lab);
    const variable = { functionName, alias, name: TABLE_VARIABLE };
    const { live } = await lab.get('function-variable', variable);
    await lab.change('function-variable', variable, liveAndLatest(`${live}-canary`));
    const canary = await lab.aws.lambda.getAlias({ FunctionName: functionName, Name: alias });
    await lab.change('function-variable', variable, liveAndLatest(live));
    await lab.change('alias-weights', { functionName, alias }, { [canary.FunctionVersion as string]: 0.1 });
  },
  check: [
    {
      expects: 'Of forty requests none ends in an error of ours',
      look: (lab) => servedInTurns(lab, 40, 4, isServerError),
    },
    {
      expects: 'Every call is answered by one and the same version',
      guards: true,
      async look(lab) {
        const weights = await lab.get('alias-weights', apiFunction(lab));
        const others = Object.entries(weights).map(([version, weight]) => `${weight} to version ${version}`);
        return { ok: others.length === 0, saw: others.join(', ') || 'one version', wanted: 'one version' };
      },
    },
  ],
  solution: {
    title: 'Takes the second version out of the alias, and leaves the first alone',
    why: 'The canary that was called off still had a tenth of the calls. With nothing beside it the alias serves its one version.',
    steps: ['lambda update-alias --name live --routing-config {"AdditionalVersionWeights": {}}'],
    apply: (lab) => lab.set('alias-weights', apiFunction(lab), {}),
  },
  otherFixes: [
    {
      title: 'Points the alias at its version again, with nothing beside it, by one call',
      async apply(lab) {
        const { functionName, alias } = apiFunction(lab);
        const live = { FunctionName: functionName, Name: alias };
        const { FunctionVersion } = await lab.aws.lambda.getAlias(live);
        await lab.set('alias-weights', apiFunction(lab), {});
        await lab.aws.lambda.updateAlias({
          ...live,
          FunctionVersion,
          RoutingConfig: { AdditionalVersionWeights: {} },
        });
      },
    },
    {
      title: 'Publishes what is in $LATEST, and sends every call to that',
      async apply(lab) {
        await lab.set('alias-weights', apiFunction(lab), {});
        await lab.set('function-variable', { ...apiFunction(lab), name: 'NOTE' }, liveAndLatest('canary ended'));
      },
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Turns the share down to one per cent, until the complaints stop',
      why: 'One caller in a hundred still gets the broken version: less noise, and the same fault.',
      async apply(lab) {
        const [version = ''] = Object.keys(await lab.get('alias-weights', apiFunction(lab)));
        await lab.set('alias-weights', apiFunction(lab), { [version]: 0.01 });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Corrects the setting in the console, in $LATEST',
      why: 'A published version is frozen: what is changed in $LATEST reaches neither of the two.',
      apply: (lab) =>
        lab.set(
          'function-variable',
          { functionName: lab.outputs.ApiFunctionName, name: TABLE_VARIABLE },
          liveAndLatest(lab.outputs.ContentTableName),
        ),
    },
    {
      kind: 'elsewhere',
      title: 'Publishes the good code once more, and leaves the second version in the alias',
      why: 'A new version that the alias does not name serves nobody, and the tenth is where it was.',
      async apply(lab) {
        const weights = await lab.get('alias-weights', apiFunction(lab));
        await lab.set('function-variable', { ...apiFunction(lab), name: 'NOTE' }, liveAndLatest('again'));
        await lab.set('alias-weights', apiFunction(lab), weights);
      },
    },
    {
      kind: 'too-wide',
      title: 'Ends the canary by sending every call to the version that was called off',
      why: 'That version was called off because it fails. Now it fails for everybody.',
      async apply(lab) {
        const [version = ''] = Object.keys(await lab.get('alias-weights', apiFunction(lab)));
        await lab.set('alias-weights', apiFunction(lab), {});
        await pointLiveAt(lab, version);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Turns it round: nine tenths of yesterday would be worse, so half and half',
      why: 'Half of the callers would then get the errors that a tenth gets now.',
      async apply(lab) {
        const [version = ''] = Object.keys(await lab.get('alias-weights', apiFunction(lab)));
        await lab.set('alias-weights', apiFunction(lab), { [version]: 0.5 });
      },
    },
  ],
});
