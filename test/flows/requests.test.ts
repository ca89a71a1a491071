import { requests } from '../../flows/requests';
import type { Answers, RequestItem } from '../../src/engine/types';
import { leaderWordOf } from '../../src/language/leader-words';
import { LAN, talk } from './talk';

const leader = { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] };
const known = { person: LAN, leader };
const BE: RequestItem = { no: '000001', text: 'Lê Thị Bé: đi làm xa' };

/** A desk with some requests, which go as they are decided. */
function desk(items: RequestItem[], result: Answers['requestDecided']['result'] = 'done') {
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
    .asks('decideRequest', { no: '000001', confirm: true })
    .says('requests.decided', { no: '000001' })
    .says('requests.pick', { n: 1 })
    .hear('1')
    .says('requests.show')
    .tap('Từ chối')
    .asks('decideRequest', { no: '000002', confirm: false })
    .says('requests.decided')
    .says('requests.none')
    .isOver();
});

test.each([
  ['decided', 'requests.gone'],
  ['unknown', 'requests.gone'],
  ['notAllowed', 'waiting.notAllowed'],
  ['needsPerson', 'requests.needsPerson'],
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
