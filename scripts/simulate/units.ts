import { type Shape, type Unit, unitId } from '../../src/models/unit';
import { type Chance, madeUpPlace } from './made-up';

/** How large a province is. */
export interface Size {
  members: number;
  /** Women of 18 and more who are present. */
  women: number;
  communes: number;
  /** Branches with a territory. */
  branches: number;
  /** Branches of enterprises and of markets. */
  enterprises: number;
  markets: number;
  groups: number;
  /** Communes of today's size, after the mergers of 2025: how many of those above, and how large they are. */
  large: { communes: number; members: number; branches: number };
}

/** Quảng Bình in 2013 (domain §1.11), three of its communes as large as today's (domain §2.2). */
export const QUANG_BINH: Size = {
  ...{ members: 161_360, women: 191_323, communes: 159, branches: 1_323, enterprises: 4, markets: 8, groups: 3_303 },
  large: { communes: 3, members: 8_000, branches: 40 },
};

/** A province that is a share of another one, with enough units to have everything happen in it. */
export function scaled(size: Size, scale: number): Size {
  const of = (n: number, least: number) => Math.max(least, Math.round(n * scale));
  const communes = of(size.communes, 6);
  const branches = of(size.branches, 2 * communes);
  return {
    members: of(size.members, 10 * branches),
    women: of(size.women, 12 * branches),
    communes,
    branches,
    enterprises: of(size.enterprises, 1),
    markets: of(size.markets, 1),
    groups: of(size.groups, branches),
    large: {
      communes: Math.min(size.large.communes, Math.floor(communes / 3)),
      members: of(size.large.members, 30),
      branches: Math.min(of(size.large.branches, 3), Math.floor(branches / 4)),
    },
  };
}

/** A made-up tree, and how many members each unit has that has some: groups, and branches without groups. */
export interface MadeUpTree {
  province: string;
  communes: string[];
  branches: string[];
  units: Unit[];
  members: Map<string, number>;
}

const VALID_FROM = '2013-01-01';

/** Makes the units of a province of exactly this size. */
export function madeUpTree(size: Size, chance: Chance): MadeUpTree {
  const units: Unit[] = [];
  const make = (level: Unit['level'], code: string, title: string, place: string, parent: string | null, shape?: Shape) => {
    const _id = unitId(code, VALID_FROM);
    const known = { _id, code, validFrom: VALID_FROM, level, name: `${title} ${place}`, place, aliases: [], parent };
    units.push({ ...known, ...(shape ? { shape } : {}) });
    return _id;
  };
  const province = make('province', '44', 'Hội LHPN', 'tỉnh Sen Vàng', null);
  const communes = Array.from({ length: size.communes }, (_, n) => {
    const place = `xã ${madeUpPlace(chance, n + 1)}`;
    return make('commune', String(40_000 + n), 'Hội LHPN', place, province);
  });
  const { large } = size;
  const [big, small] = [communes.slice(0, large.communes), communes.slice(large.communes)];
  const branchesOf = new Map([
    ...big.map((id): [string, number] => [id, large.branches]),
    ...spread(size.branches - big.length * large.branches, small, 1, chance),
  ]);
  const membersOf = new Map<string, number>();
  const branches: string[] = [];
  const code = (id: string) => id.slice(0, id.indexOf('@'));
  const territorial = communes.flatMap((commune) =>
    Array.from({ length: branchesOf.get(commune) ?? 0 }, (_, n) => {
      const place = `thôn ${madeUpPlace(chance, n + 1)}`;
      return { commune, id: make('branch', `${code(commune)}-${n + 1}`, 'Chi hội', place, commune) };
    }),
  );
  const others = [
    ...Array.from({ length: size.enterprises }, (_, n) => ['enterprise', `công ty ${n + 1}`] as const),
    ...Array.from({ length: size.markets }, (_, n) => ['market', `chợ ${n + 1}`] as const),
  ].map(([shape, place], n) => {
    const commune = small[n % small.length] as string;
    return { commune, id: make('branch', `${code(commune)}-K${n}`, 'Chi hội', place, commune, shape) };
  });
  branches.push(...[...territorial, ...others].map(({ id }) => id));
  for (const commune of big) {
    const own = territorial.filter((each) => each.commune === commune).map(({ id }) => id);
    for (const [id, n] of spread(large.members, own, 5, chance)) membersOf.set(id, n);
  }
  const rest = [...territorial, ...others].map(({ id }) => id).filter((id) => !membersOf.has(id));
  for (const [id, n] of spread(size.members - big.length * large.members, rest, 5, chance)) membersOf.set(id, n);
  const members = new Map(membersOf);
  const grouped = territorial.map(({ id }) => id);
  for (const [branch, count] of spread(size.groups, grouped, 0, chance)) {
    if (count === 0) continue;
    const groups = Array.from({ length: count }, (_, n) =>
      make('group', `${code(branch)}-T${n + 1}`, 'Tổ phụ nữ', `tổ ${n + 1} ${code(branch)}`, branch),
    );
    for (const [group, n] of spread(membersOf.get(branch) ?? 0, groups, 0, chance)) members.set(group, n);
    members.delete(branch);
  }
  return { province, communes, branches, units, members };
}

/** Deals a number out at random: each gets at least `least`, all of it is dealt. */
export function spread(total: number, over: readonly string[], least: number, chance: Chance): Map<string, number> {
  const weights = over.map(() => 0.5 + chance.next());
  const sum = weights.reduce((a, b) => a + b, 0);
  const free = total - least * over.length;
  if (free < 0) throw new Error(`${total} are too few for ${over.length} that need ${least} each: take a larger --scale`);
  const shares = weights.map((weight) => least + Math.floor((free * weight) / sum));
  let left = total - shares.reduce((a, b) => a + b, 0);
  for (let n = 0; left > 0; n = (n + 1) % over.length, left -= 1) shares[n] = (shares[n] ?? 0) + 1;
  return new Map(over.map((id, n) => [id, shares[n] ?? 0]));
}
