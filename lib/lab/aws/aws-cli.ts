/** The user's own AWS CLI: which one is on the path, and whether it works with the emulator. */
import { execFileSync } from 'node:child_process';

/** What `aws --version` says, for example `aws-cli/2.31.0 Python/3.13.7 …`; undefined where there is none. */
export function awsCliVersion(): string | undefined {
  try {
    return execFileSync('aws', ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    })
      .split('\n')[0]
      ?.trim();
  } catch {
    return undefined;
  }
}

/**
 * What somebody with this AWS CLI has to know, or undefined where it will do. Version 1 sends `aws sqs` to
 * queue.amazonaws.com whatever the environment says: https://github.com/aws/aws-cli/issues/8737
 */
export function awsCliAdvice(version: string | undefined): string | undefined {
  const major = /^aws-cli\/(\d+)\./.exec(version ?? '')?.[1];
  if (major === undefined || Number(major) >= 2) return undefined;
  return `this is AWS CLI ${major}, which sends some services (sqs among them) to AWS whatever AWS_ENDPOINT_URL says. The lab needs AWS CLI version 2.`;
}
