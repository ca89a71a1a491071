import { z } from 'zod';
import type { UnitOrder } from '../../src/actions/units/decide-units';
import { unitByCode } from '../../src/models/units';
import { UsageError } from '../run';

const day = z.iso.date();
const text = z.string().min(1);
const alias = z.strictObject({ name: text, in: text.exactOptional() });
const landmark = z.strictObject({ name: text, kind: z.enum(['hamlet', 'market', 'workplace', 'other']) });
const unit = z.strictObject({
  code: text,
  validFrom: day,
  level: z.enum(['province', 'commune', 'branch', 'group']),
  name: text,
  place: text,
  parent: text.nullable(),
  shape: z.enum(['territorial', 'enterprise', 'market', 'forces', 'office', 'digital']).exactOptional(),
  aliases: z.array(alias).exactOptional(),
  landmarks: z.array(landmark).exactOptional(),
  phone: text.exactOptional(),
});
const gone = z.literal(true).exactOptional();
const traits = [
  'religiousArea',
  'manyBelievers',
  'border',
  'island',
  'remote',
  'specialDifficulty',
  'ethnicArea',
  'industrialZone',
] as const;
const rating = z.strictObject({
  year: z.int().min(2000).max(2100),
  strength: z.enum(['strong', 'fair', 'average', 'weak']).exactOptional(),
  completion: z.enum(['excellent', 'good', 'done', 'notDone']).exactOptional(),
});
const trusted = z.array(z.strictObject({ name: text, place: text, phone: text.exactOptional() }));
const about = z.strictObject({ why: text.exactOptional(), fee: text.exactOptional(), how: text.exactOptional() });

/** An order as it is written: units by their codes. */
const Order = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('add'), unit }),
  z.strictObject({ action: z.literal('rename'), unit: text, name: text, place: text }),
  z.strictObject({ action: z.literal('move'), unit: text, to: text }),
  z.strictObject({ action: z.literal('merge'), units: z.array(text), into: z.union([text, unit]), on: day }),
  z.strictObject({
    ...{ action: z.literal('split'), unit: text, close: z.boolean(), on: day },
    into: z.array(z.strictObject({ unit, children: z.array(text) })),
  }),
  z.strictObject({ action: z.literal('close'), unit: text, on: day, up: gone }),
  z.strictObject({ action: z.literal('alias'), unit: text, alias, gone }),
  z.strictObject({ action: z.literal('landmark'), unit: text, landmark, gone }),
  z.strictObject({ action: z.literal('trait'), unit: text, trait: z.enum(traits), from: day, until: day.exactOptional() }),
  z.strictObject({ action: z.literal('rate'), unit: text, rating }),
  z.strictObject({ action: z.literal('set'), unit: text, key: text, value: z.unknown(), from: day }),
  z.strictObject({
    ...{ action: z.literal('contact'), unit: text, phone: text.exactOptional(), hotlines: text.exactOptional() },
    ...{ trusted: trusted.exactOptional(), about: about.exactOptional() },
  }),
]);

export type WrittenOrder = UnitOrder;

/** The orders in a JSON text: one, or a list of them. Throws a UsageError that says what is wrong where. */
export function readOrders(json: string): WrittenOrder[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new UsageError(`the file is no JSON: ${(error as Error).message}`);
  }
  const read = z.array(Order).safeParse(Array.isArray(value) ? value : [value]);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`order ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

/** The order with the ids of the units that its codes name, or the code that names none. */
export async function withIds(order: WrittenOrder): Promise<UnitOrder | { missing: string }> {
  const missing: string[] = [];
  const id = async (code: string): Promise<string> => {
    const found = await unitByCode(code);
    if (!found) missing.push(code);
    return found?._id ?? code;
  };
  const made = async <U extends { parent: string | null }>(unit: U): Promise<U> =>
    unit.parent === null ? unit : { ...unit, parent: await id(unit.parent) };
  const named = await resolved(order, id, made);
  return missing[0] === undefined ? named : { missing: missing[0] };
}

async function resolved(
  order: WrittenOrder,
  id: (code: string) => Promise<string>,
  made: <U extends { parent: string | null }>(unit: U) => Promise<U>,
): Promise<UnitOrder> {
  switch (order.action) {
    case 'add':
      return { ...order, unit: await made(order.unit) };
    case 'move':
      return { ...order, unit: await id(order.unit), to: await id(order.to) };
    case 'merge': {
      const into = typeof order.into === 'string' ? await id(order.into) : await made(order.into);
      return { ...order, units: await Promise.all(order.units.map(id)), into };
    }
    case 'split': {
      const into = order.into.map(async (each) => ({
        unit: await made(each.unit),
        children: await Promise.all(each.children.map(id)),
      }));
      return { ...order, unit: await id(order.unit), into: await Promise.all(into) };
    }
    default:
      return { ...order, unit: await id(order.unit) };
  }
}
