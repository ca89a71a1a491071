import { model, Schema } from 'mongoose';
import { insertOnce } from '../../src/models/once';
import { lookAtSlot } from '../../src/models/slots';
import { openModels } from '../open-models';

interface Thing {
  _id: string;
  slot?: string;
  open: boolean;
}

const schema = new Schema<Thing>({ _id: String, slot: String, open: Boolean }, { versionKey: false, bufferCommands: false });
schema.index({ slot: 1 }, { unique: true, sparse: true });
const Things = model<Thing>('slotted', schema);
openModels();

const look = (key: string) => lookAtSlot(Things, key, ({ open }) => open);
const end = (_id: string) => Things.updateOne({ _id }, { $set: { open: false } });

/** Takes a slot as the actions do: looks, inserts, looks again when another one was faster; whether it got it. */
async function take(key: string, _id: string): Promise<boolean> {
  for (;;) {
    const slot = await look(key);
    if ('open' in slot) return slot.open._id === _id;
    if (await insertOnce(Things, { _id, slot: slot.next, open: true })) return true;
  }
}

test('one is open at a time; the next takes the next turn, however many there were', async () => {
  for (let n = 1; n <= 18; n += 1) {
    expect(await look('phone')).toEqual({ next: `phone#${n}` });
    expect(await take('phone', `phone ${n}`)).toBe(true);
    expect(await take('phone', `late ${n}`)).toBe(false);
    expect(await look('phone')).toMatchObject({ open: { _id: `phone ${n}` } });
    await end(`phone ${n}`);
  }
});

test('an older document holds the key itself, and is free without it', async () => {
  await insertOnce(Things, { _id: 'old', slot: 'post', open: true });
  expect(await look('post')).toMatchObject({ open: { _id: 'old' } });
  await end('old');
  expect(await look('post')).toEqual({ next: 'post#1' });
  await Things.updateOne({ _id: 'old' }, { $unset: { slot: 1 } });
  expect(await take('post', 'new')).toBe(true);
  expect(await look('post')).toMatchObject({ open: { _id: 'new' } });
});

test('eight at once, three times over: one has it each time', async () => {
  for (const round of [1, 2, 3]) {
    const ids = Array.from({ length: 8 }, (_, n) => `crowd ${round} ${n}`);
    const got = await Promise.all(ids.map((id) => take('crowd', id)));
    expect(got.filter(Boolean)).toHaveLength(1);
    await end(ids[got.indexOf(true)] as string);
  }
});
