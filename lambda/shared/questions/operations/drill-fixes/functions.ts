/** Incidents of a function behind an API: its settings, versions, concurrency and routes. */
import type { Story } from './story.ts';

export const FUNCTION_STORIES: readonly Story[] = [
  {
    drill: 'serverless-api/table-name-lost',
    tells:
      'An API calls a Lambda function by its alias live. Since somebody tidied up settings, the version behind the alias lacks the variable ' +
      'with the name of the table, and each request ends in 500.',
    fixes: [
      [
        'solution',
        'Set the variable, publish a version with it, and point the alias at that version',
        'repaired',
        'A version keeps the settings that it was published with, and the alias says which one is called.',
        'one-wording-is-right',
      ],
      [
        'Points the alias back at the last version that had the setting, and sets it for the next release',
        'Point the alias at the last version that had the variable, and set it in $LATEST',
        'repaired',
        'The older version is whole, and the next release will have the variable again.',
        'one-wording-is-right',
      ],
      [
        'Sets the variable and points the alias at $LATEST, so that the next change is live at once',
        'Set the variable in $LATEST, and point the alias at $LATEST in place of a version',
        'harmed',
        'It works, and from now on each change is live at once: there is no version to roll back to.',
        'a-safeguard-can-wait',
      ],
      [
        'Sets the variable, and lets the function do all it likes with the table, in case that was it',
        'Set and publish the variable, and allow the function each action on the table',
        'harmed',
        'The variable was all that was missing. A public function may now delete the table as well.',
        'more-allowed-does-no-harm',
      ],
      [
        'Sets the variable in the console and publishes nothing',
        'Set the variable in $LATEST, test it there, and leave versions and alias alone',
        'there',
        'Callers get the version that the alias names, and that one still lacks the variable.',
        'latest-is-served',
      ],
      [
        'Takes the route away, so that callers get a 404 and no alarm rings',
        'Narrow the route of the API to its health check, so that no alarm goes off',
        'there',
        'Callers get 404 in place of 500, and have as little of it.',
        'quiet-is-repaired',
      ],
      [
        "Sets the variable together with one of the team's own, and publishes both",
        'Set the variable and a second one, publish a version, and point the alias at it',
        'repaired',
        'The version has the name of the table again; a variable that nobody reads changes nothing.',
        'one-wording-is-right',
      ],
      [
        'Sets the variable to the name the table has in the diagram, so that the function starts again',
        'Set and publish the variable with the name that the table has in a diagram',
        'there',
        'The function starts, and reads from a table that does not exist.',
        'close-by-is-enough',
      ],
    ],
  },
  {
    drill: 'serverless-api/live-left-behind',
    tells:
      'An API calls a Lambda function by its alias live. A release had a wrong setting. An hour ago it was corrected in $LATEST, where a test ' +
      'by hand succeeds; callers still get 500.',
    fixes: [
      [
        'Publishes what is in $LATEST and points the alias at it, by two calls',
        'Publish $LATEST as a version, and point the alias at the number that it got',
        'repaired',
        'The correction becomes a version, and the alias leads callers there.',
        'one-wording-is-right',
      ],
      [
        'Points the alias back at the last version that was right',
        'Point the alias at the last version from before the release with the fault',
        'repaired',
        'Versions do not change, so that the one from before is as right as it was.',
        'one-wording-is-right',
      ],
      [
        'solution',
        'Set the setting once more, publish a version, and point the alias at that one',
        'repaired',
        'What callers are served is a version with the right setting again.',
        'one-wording-is-right',
      ],
      [
        'Points the alias at $LATEST, where the setting is right',
        'Point the alias at $LATEST, in which the setting has been right for an hour',
        'harmed',
        'It works, and from now on each change is live at once: there is no version to roll back to.',
        'a-safeguard-can-wait',
      ],
      [
        'Lets the API call the function without the alias',
        'Let the API call the function by its name alone, without the alias behind it',
        'there',
        'The permission to invoke it is in the policy of the alias, so that the API is refused at the function.',
        'close-by-is-enough',
      ],
      [
        'Points the alias at a version that is right, and allows the function all tables, whichever it names',
        'Point the alias at a version that is right, and allow reads of all tables',
        'harmed',
        'Callers are served, and the function may read tables that are none of its business.',
        'more-allowed-does-no-harm',
      ],
      [
        'Corrects the setting in the console once more',
        'Correct the setting in $LATEST once more, and test it by hand from there',
        'there',
        'It was right there already. Callers get the version that the alias names.',
        'latest-is-served',
      ],
      [
        'Sends nine tenths of the calls to a version that is right, and leaves the alias on the broken one',
        'Send nine tenths of the calls of the alias to a version that is right',
        'there',
        'One call in ten still meets the version with the fault.',
        'a-part-of-it-is-enough',
      ],
      [
        'Answers only /health, so that the errors stop',
        'Narrow the route of the API to its health check, so that errors come to an end',
        'there',
        'Callers get 404 in place of 500, and have as little of it.',
        'quiet-is-repaired',
      ],
    ],
  },
  {
    drill: 'serverless-api/seed-throttled',
    tells:
      'A Lambda function publishes content into a table, another serves it. Since noon each attempt to publish fails after some seconds; ' +
      'the publishing function logs nothing, and its count of throttles rises. Its reserved concurrency is 0.',
    fixes: [
      [
        'solution',
        'Delete the reserved concurrency of the function that publishes, as deployed',
        'repaired',
        'Without a reservation it shares what the account has, as it was deployed.',
        'one-wording-is-right',
      ],
      [
        'Deletes the reservation, and publishes at once to see that it helped',
        'Delete the reservation of the function that publishes, and publish at once',
        'repaired',
        'It runs as deployed, and what was to be published is.',
        'one-wording-is-right',
      ],
      [
        'Deletes the reservation, and gives the function so long that it can hold up others for a quarter of an hour',
        'Delete its reserved concurrency, and give the function a time limit of 15 minutes',
        'harmed',
        'It runs. One attempt that hangs now holds up the next for a quarter of an hour.',
        'more-power-helps',
      ],
      [
        'Deletes the reservation, and makes the seed an administrator in case it was refused something',
        'Delete its reserved concurrency, and attach AdministratorAccess to its role',
        'harmed',
        'It was never refused anything: a throttled function is not run, whatever its role may do.',
        'more-allowed-does-no-harm',
      ],
      [
        'Takes the waiting for slowness, and gives the function three times as much memory',
        'Give the function that publishes three times the memory, since attempts take long',
        'there',
        'What takes long are attempts to start it. A function that is not run uses no memory.',
        'more-power-helps',
      ],
      [
        'Reserves a hundred for the function that serves the API',
        'Reserve a concurrency of 100 for the function that serves what was published',
        'there',
        'The other function is the one that is throttled.',
        'close-by-is-enough',
      ],
      [
        'Publishes by an asynchronous call, which is answered with 202 whatever becomes of it',
        'Publish by an asynchronous call, which Lambda accepts with the status code 202',
        'there',
        'Accepted means that it waits in a queue, and from there it is throttled as before.',
        'quiet-is-repaired',
      ],
      [
        'serverless-api/table-name-lost: solution',
        'Set the variable with the name of the table for the API, and publish a version',
        'there',
        'The function that serves is well, and the one that publishes is not run.',
        'close-by-is-enough',
      ],
      [
        'Reserves room for ten instead of none',
        'Set the reserved concurrency of the function that publishes to 10, in place of 0',
        'repaired',
        'Up to ten of it run at a time, which is more than publishing takes.',
        'one-wording-is-right',
      ],
    ],
  },
  {
    drill: 'serverless-api/route-narrowed',
    tells:
      'All requests to an HTTP API went to one function by the route $default. Now POST and HEAD get a 404 from the gateway, and GET works: the ' +
      'route was narrowed to GET.',
    fixes: [
      [
        'solution',
        'Change the key of the route to $default, as it was before somebody narrowed it',
        'repaired',
        'The route $default takes what no other route matches, of every method and path.',
        'one-wording-is-right',
      ],
      [
        'Adds a route for everything, and leaves the narrow one beside it',
        'Add a route $default to the same function, and leave the narrow one beside it',
        'repaired',
        'The narrow route takes what it matches, $default the rest, and both lead to the same function.',
        'one-wording-is-right',
      ],
      [
        'Opens the route, and lets every API of the account invoke the function',
        'Change the key to $default, and let API Gateway invoke the function for any API',
        'harmed',
        'Requests are served, and other APIs may now call the function as well.',
        'more-allowed-does-no-harm',
      ],
      [
        'Opens the one path that was reported',
        'Change the key of the route to the one path with POST that was complained about',
        'there',
        'All other paths lead nowhere then, those that still worked among them.',
        'a-part-of-it-is-enough',
      ],
      [
        'Opens all methods below /v1, and forgets what lies beside it',
        'Change the key of the route to ANY /v1/{proxy+}, below which the reported path is',
        'there',
        'HEAD for the health check lies beside /v1, and is turned away as before.',
        'a-part-of-it-is-enough',
      ],
      [
        'Makes a second API with a route for everything, at an address that nobody knows',
        'Make a second HTTP API with a route $default that leads to the same function',
        'there',
        'Callers know the address of the first.',
        'close-by-is-enough',
      ],
      [
        'Lets pages of every origin and method ask, since the browser spoke of an error there',
        'Allow every origin, method and header in the CORS configuration of the HTTP API',
        'there',
        'CORS says which pages may read an answer. It adds no route.',
        'close-by-is-enough',
      ],
      [
        'Deletes the route and recreates it, for everything',
        'Delete the route, and create one with the key $default to the same function',
        'repaired',
        'A route is its key and its target, and both are as they were.',
        'one-wording-is-right',
      ],
    ],
  },
];
