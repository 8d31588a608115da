/** DNS over UDP, of the names in the emulator's Route 53 alone: on loopback, and for nobody else's names. */
import { createSocket } from 'node:dgram';
import { AUTHORITATIVE_ANSWER, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import type { Answer } from './answer.ts';
import { plainName } from './route53.ts';

/** Of a question over UDP without extensions (RFC 1035, 4.2.1). */
const MOST_BYTES = 512;
/** Which of the flags say what is asked for: a standard query is 0 (RFC 1035, 4.1.1). */
const OPCODE = 0x7800;
/** Response codes, in the last four bits of the flags. */
const [SERVER_FAILURE, NAME_ERROR, NOT_IMPLEMENTED, REFUSED] = [2, 3, 4, 5];

/**
 * @param resolve undefined where no zone has the name
 * @param owns whether the name is in a zone
 * @param speed how many seconds of a TTL pass in one; what is left is never less than a second
 */
export async function serveDns({
  host,
  port,
  resolve,
  owns,
  speed,
}: {
  readonly host: string;
  readonly port: number;
  readonly resolve: (name: string) => Answer | undefined;
  readonly owns: (name: string) => boolean;
  readonly speed: number;
}) {
  function reply(packet: DecodedPacket): Buffer {
    const [question, ...more] = packet.questions ?? [];
    const respond = (code: number, answers: readonly { type: 'A' | 'CNAME'; data: string; ttl: number }[] = []) =>
      encode({
        id: packet.id,
        type: 'response',
        flags: AUTHORITATIVE_ANSWER | ((packet.flags ?? 0) & RECURSION_DESIRED) | code,
        questions: packet.questions,
        answers: answers.map((each) => ({ name: question?.name ?? '', class: 'IN' as const, ...each })),
      });
    if (!question || more.length > 0 || ((packet.flags ?? 0) & OPCODE) !== 0) return respond(NOT_IMPLEMENTED);
    const name = plainName(question.name);
    if (!owns(name)) return respond(REFUSED);
    let found: Answer | undefined;
    try {
      found = resolve(name);
    } catch (error) {
      console.error(`${name} was not answered: ${(error as Error).message}`);
      return respond(SERVER_FAILURE);
    }
    if (!found) return respond(NAME_ERROR);
    const { type, values, ttlSeconds } = found;
    if (question.type !== type && !(question.type === 'A' && type === 'CNAME')) return respond(0);
    return respond(
      0,
      values.map((data) => ({ type, data, ttl: Math.max(1, Math.round(ttlSeconds / speed)) })),
    );
  }

  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    if (message.length > MOST_BYTES) return;
    try {
      const packet = decode(message);
      // An answer to an answer would go to and fro forever.
      if (packet.type === 'query') socket.send(reply(packet), from.port, from.address, () => {});
    } catch {
      // No question that can be read, so none that can be answered.
    }
  });
  await new Promise<void>((done, failed) => {
    socket.once('error', failed).bind(port, host, () => done());
  });
  // Somebody who has gone again is told to the socket.
  socket.removeAllListeners('error').on('error', (error) => console.error(`DNS: ${error.message}`));
  return { close: () => new Promise<void>((done) => socket.close(done)) };
}
