import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

type Service = {
  build?: string;
  command?: string[];
  depends_on?: Record<string, object>;
  environment?: Record<string, string>;
  ports?: string[];
};

// There is no Docker where these tests run: the steps of the image are followed by hand, as far as that goes.
const root = path.resolve(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const steps = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim());
const copied = steps
  .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  .flatMap((line) => line.split(' ').slice(1, -1));
const compose = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const settings = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name);

test('the image copies what is in the repository, and .dockerignore lets it through', () => {
  const allowed = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  for (const file of new Set(copied)) {
    expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
    expect(allowed).toContain(`!${file}`);
  }
  // git answers 1 when it ignores none of them.
  expect(() => execFileSync('git', ['check-ignore', '--no-index', ...new Set(copied)], { cwd: root })).toThrow(
    expect.objectContaining({ status: 1 }),
  );
});

test('what the image runs is a script of package.json, and it does not run as root', () => {
  for (const [, name] of steps.join('\n').matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([String(name)]);
  const start = JSON.parse(steps.findLast((line) => line.startsWith('CMD '))?.slice(4) ?? '[]') as string[];
  expect(start.join(' ')).toBe(scripts.start);
  expect(steps.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
  expect(steps.some((line) => line.startsWith('HEALTHCHECK ') && line.includes('/healthz'))).toBe(true);
});

test('the operators have tsx in the image', () => {
  expect(JSON.parse(read('package.json')).dependencies).toHaveProperty('tsx');
});

test('compose starts the real set: two webs, two workers, a replica set that is made first, Redis that forgets nothing', () => {
  const { services } = compose;
  const ours = Object.entries(services).filter(([, service]) => service.build);
  expect(ours.map(([name]) => name)).toEqual(['web1', 'web2', 'worker1', 'worker2']);
  for (const [name, service] of ours) {
    const command = service.command?.join(' ') ?? scripts.start;
    expect(command).toBe(name.startsWith('web') ? scripts.start : scripts.worker);
    for (const needed of Object.keys(service.depends_on ?? {})) expect(services).toHaveProperty(needed);
    expect(settings).toEqual(expect.arrayContaining(Object.keys(service.environment ?? {})));
    expect(service.environment?.MONGODB_URI).toMatch(/replicaSet=rs0.*w=majority.*journal=true/);
  }
  const ports = ours.flatMap(([, service]) => service.ports ?? []);
  expect(new Set(ports).size).toBe(2);
  expect(services.redis?.command?.join(' ')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/);
  expect(services.mongo?.command).toContain('--replSet');
});

test('.env.example lists every setting of src/config.ts, and no other', () => {
  const listed = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(settings.toSorted());
});
