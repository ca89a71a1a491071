import { requests } from '../../flows/requests';
import type { Answers, Candidate, EffectParams, RequestItem } from '../../src/engine/types';
import { leaderWordOf } from '../../src/language/leader-words';
import { LAN, talk } from './talk';

const leader = { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] };
const known = { person: LAN, leader };
const BE: RequestItem = { no: '000001', text: 'Lê Thị Bé: đi làm xa' };

type Final = Exclude<Answers['requestDecided'], { candidates: unknown }>['result'];

/** A desk with some requests, which go as they are decided. */
function desk(items: RequestItem[], result: Final = 'done') {
  let left = items;
  return {
    listRequests: () => ({ type: 'requestsListed', items: left, more: 0 }) as const,
    decideRequest: ({ no }: { no: string }) => {
      left = left.filter((each) => each.no !== no);
      return { type: 'requestDecided', result } as const;
    },
  };
}

test('“yêu cầu chờ” opens the requests for a leader alone', () => {
  expect(leaderWordOf('Yêu cầu chờ')).toBe('requests');
  talk(undefined, { known, world: desk([]) })
    .hear('yeu cau cho')
    .says('requests.none')
    .isOver();
  talk(requests, { known: { person: LAN } })
    .says('leader.only')
    .asksNever('listRequests')
    .isOver();
});

test('a leader looks at a request, confirms or refuses it, and sees what is left', () => {
  const two = [BE, { no: '000002', text: 'Lê Thị Na: xin ra khỏi Hội' }];
  talk(requests, { known, world: desk(two) })
    .says('requests.pick', { n: 2 })
    .hear('1')
    .says('requests.show', { ...BE })
    .tap('Để sau')
    .says('requests.pick')
    .hear('1')
    .says('requests.show')
    .tap('Xác nhận')
    .asks('decideRequest', { no: '000001', decision: 'confirm' })
    .says('requests.decided', { no: '000001' })
    .says('requests.pick', { n: 1 })
    .hear('1')
    .says('requests.show')
    .tap('Từ chối')
    .asks('decideRequest', { no: '000002', decision: 'refuse' })
    .says('requests.decided')
    .says('requests.none')
    .isOver();
});

test.each([
  ['decided', 'requests.gone'],
  ['unknown', 'requests.gone'],
  ['notAllowed', 'waiting.notAllowed'],
  ['wrongPerson', 'requests.wrongPerson'],
  ['nobodyAbove', 'requests.nobodyAbove'],
] as const)('what cannot be decided (%s) is told', (result, key) => {
  talk(requests, { known, world: desk([BE], result) })
    .says('requests.pick')
    .hear('1')
    .says('requests.show')
    .hear('1')
    .says(key)
    .says('requests.none')
    .isOver();
});

/** A desk at which a request is decided once something was picked, or passed on. */
const picking = (result: 'needsPerson' | 'needsUnit', candidates: Candidate[]) => {
  let open = true;
  return {
    listRequests: () => ({ type: 'requestsListed', items: open ? [BE] : [], more: 0 }) as const,
    decideRequest: ({ pick, decision }: EffectParams['decideRequest']) => {
      if (decision === 'confirm' && pick === undefined) return { type: 'requestDecided', result, candidates } as const;
      open = false;
      return { type: 'requestDecided', result: 'done' } as const;
    },
  };
};
const NAMESAKES = [
  { id: 'w1', label: 'Lê Thị Bé, 1985, tổ 2' },
  { id: 'w2', label: 'Lê Thị Bé, 1958, tổ 1' },
];

test('a woman whom the roll has twice: the leader picks which of them, or says that she is none of them', () => {
  const asked = () =>
    talk(requests, { known, world: picking('needsPerson', NAMESAKES) })
      .says('requests.pick')
      .hear('1')
      .says('requests.show')
      .tap('Xác nhận')
      .says('requests.choose', { text: BE.text })
      .offers('Lê Thị Bé, 1985, tổ 2', 'Lê Thị Bé, 1958, tổ 1', 'Không phải ở đây', 'Để sau');
  asked()
    .hear('2')
    .asks('decideRequest', { no: BE.no, decision: 'confirm', pick: 'w2' })
    .says('requests.decided', { no: BE.no })
    .says('requests.none')
    .isOver();
  asked()
    .hear('3')
    .asks('decideRequest', { no: BE.no, decision: 'pass' })
    .says('requests.passed', { no: BE.no })
    .says('requests.none')
    .isOver();
  asked().tap('Để sau').says('requests.pick');
});

test('nobody of the roll fits: it is passed on; a woman who comes to a commune gets a branch', () => {
  talk(requests, { known, world: picking('needsPerson', []) })
    .says('requests.pick')
    .hear('1')
    .says('requests.show')
    .tap('Xác nhận')
    .says('requests.chooseNobody')
    .tap('Không phải ở đây')
    .asks('decideRequest', { no: BE.no, decision: 'pass' })
    .says('requests.passed')
    .says('requests.none');
  const branches = ['thôn Đông', 'thôn Tây'].map((label, n) => ({ id: `b${n}`, label }));
  talk(requests, { known, world: picking('needsUnit', branches) })
    .says('requests.pick')
    .hear('1')
    .says('requests.show')
    .tap('Xác nhận')
    .says('requests.chooseUnit')
    .offers('thôn Đông', 'thôn Tây', 'Để sau')
    .hear('thôn tây')
    .asks('decideRequest', { no: BE.no, decision: 'confirm', pick: 'b1' })
    .says('requests.decided')
    .says('requests.none');
});
