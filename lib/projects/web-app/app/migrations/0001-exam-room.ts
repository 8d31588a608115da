import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * The schema of the first version. What the exam room promises is written here as a constraint wherever SQL can say it:
 * one open sitting for each candidate, each question once in a sitting, each save of an answer once by its key.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE item (
      id text PRIMARY KEY,
      family text NOT NULL,
      stem text NOT NULL,
      code text,
      choose smallint NOT NULL CHECK (choose BETWEEN 1 AND 5),
      key smallint[] NOT NULL CHECK (cardinality(key) = choose)
    )`.execute(db);
  await sql`
    CREATE TABLE item_option (
      item_id text NOT NULL REFERENCES item,
      place smallint NOT NULL CHECK (place BETWEEN 1 AND 6),
      text text NOT NULL,
      reason text NOT NULL,
      PRIMARY KEY (item_id, place)
    )`.execute(db);
  await sql`
    CREATE TABLE item_domain (
      exam text NOT NULL,
      domain text NOT NULL,
      item_id text NOT NULL REFERENCES item,
      PRIMARY KEY (exam, domain, item_id)
    )`.execute(db);
  await sql`
    CREATE TABLE cohort (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9-]{3,40}$')
    )`.execute(db);
  await sql`
    CREATE TABLE candidate (
      id uuid PRIMARY KEY,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
      cohort_id bigint NOT NULL REFERENCES cohort,
      registered_at timestamptz NOT NULL DEFAULT now()
    )`.execute(db);
  // A token is never stored: who reads this table, or a backup of it, is nobody by it.
  await sql`
    CREATE TABLE session (
      token_hash bytea PRIMARY KEY,
      candidate_id uuid NOT NULL REFERENCES candidate,
      agent_hash bytea NOT NULL,
      expires_at timestamptz NOT NULL
    )`.execute(db);
  await sql`
    CREATE TABLE sitting (
      id uuid PRIMARY KEY,
      candidate_id uuid NOT NULL REFERENCES candidate,
      exam text NOT NULL,
      start_key text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      ends_at timestamptz NOT NULL CHECK (ends_at > started_at),
      paused_at timestamptz,
      handed_in_at timestamptz,
      UNIQUE (candidate_id, start_key),
      CHECK (handed_in_at IS NULL OR paused_at IS NULL)
    )`.execute(db);
  await sql`
    CREATE UNIQUE INDEX one_open_sitting ON sitting (candidate_id) WHERE handed_in_at IS NULL`.execute(db);
  await sql`
    CREATE TABLE sitting_item (
      sitting_id uuid NOT NULL REFERENCES sitting,
      position smallint NOT NULL CHECK (position >= 1),
      item_id text NOT NULL REFERENCES item,
      domain text NOT NULL,
      flagged boolean NOT NULL DEFAULT false,
      PRIMARY KEY (sitting_id, position),
      UNIQUE (sitting_id, item_id)
    )`.execute(db);
  await sql`
    CREATE TABLE answer (
      sitting_id uuid NOT NULL,
      position smallint NOT NULL,
      chosen smallint[] NOT NULL,
      saves integer NOT NULL DEFAULT 1,
      saved_at timestamptz NOT NULL,
      PRIMARY KEY (sitting_id, position),
      FOREIGN KEY (sitting_id, position) REFERENCES sitting_item
    )`.execute(db);
  // Every save that counted, by the key that the client gave it: sent again, it changes nothing, however late.
  await sql`
    CREATE TABLE answer_save (
      sitting_id uuid NOT NULL,
      key text NOT NULL,
      position smallint NOT NULL,
      chosen smallint[] NOT NULL,
      saved_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (sitting_id, key),
      FOREIGN KEY (sitting_id, position) REFERENCES sitting_item
    )`.execute(db);
  await sql`
    CREATE TABLE result (
      sitting_id uuid PRIMARY KEY REFERENCES sitting,
      candidate_id uuid NOT NULL REFERENCES candidate,
      cohort_id bigint NOT NULL REFERENCES cohort,
      exam text NOT NULL,
      correct smallint NOT NULL CHECK (correct BETWEEN 0 AND total),
      total smallint NOT NULL CHECK (total > 0)
    )`.execute(db);
  await sql`CREATE INDEX result_of_cohort ON result (cohort_id, exam)`.execute(db);
  await sql`
    CREATE TABLE result_domain (
      sitting_id uuid NOT NULL REFERENCES result,
      domain text NOT NULL,
      correct smallint NOT NULL CHECK (correct BETWEEN 0 AND total),
      total smallint NOT NULL CHECK (total > 0),
      PRIMARY KEY (sitting_id, domain)
    )`.execute(db);
}
