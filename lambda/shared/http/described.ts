/** Descriptions of schemas, for the OpenAPI document alone: nothing that a function bundles imports more than types. */
import * as z from 'zod/mini';

/**
 * The same schema under a description of its own, units included, and examples where a form is not plain from it.
 * The schema that is handed in stays as it was: what it is made part of elsewhere may be described otherwise there.
 */
export function described<Schema extends z.ZodMiniType>(
  schema: Schema,
  description: string,
  ...examples: readonly (string | number | boolean)[]
): Schema {
  const own = z.clone(schema, schema._zod.def, { parent: true });
  z.globalRegistry.add(own, { description, ...(examples.length > 0 && { examples: [...examples] }) });
  return own;
}
