// What a cold start costs before the first line of any API: Node itself, and the loading of one file.
export const handler = async () => ({ statusCode: 200, body: '' });
