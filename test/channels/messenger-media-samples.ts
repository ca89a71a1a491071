import type { Happening } from '../../src/engine/types';
import type { Expected } from './zalo-samples';

/** Who is in most of the fixtures. */
export const FIXTURE = { user: '5678', account: '1212421682', at: 1459991487970 };
/** Who is in the samples of 2017. */
export const OLD = { user: '1740388663425048', account: '436988144890104' };
const OLD_MEDIA = { ...OLD, id: 'mid.$cSDR9VTrtynann1ZXR9vVxFhZc1P3', at: 1491797604411 };
const STICKER = { ...OLD, id: 'mid.$cGAG3ZZnixlnlp66UGcmCzuRwxo48', at: 1491797086506 };
const THUMB = 'https://scontent.xx.mock.test/v/t39.1997-6';

/** The rows of messages with attachments. */
export const MEDIA: Record<string, Expected[]> = {
  'attachment-audio-1': [{ ...OLD_MEDIA, what: media({ kind: 'audio', url: 'https://example.com/bot/audios/audio.mp3' }) }],
  'attachment-fallback-2': [
    {
      user: '5678',
      account: '1234',
      id: 'external_id',
      at: 1459991487970,
      what: media({ kind: 'fallback', url: 'https://image-url/foo.png', title: 'Foo' }),
    },
  ],
  'attachment-file-1': [{ ...OLD_MEDIA, what: media({ kind: 'file', url: 'https://example.com/bot/files/file.doc' }) }],
  'attachment-ig_reel-1': [
    { ...FIXTURE, id: 'external_id', what: media({ kind: 'ig_reel', url: '/reel/179952904721908/', id: '179952904721908' }) },
  ],
  'attachment-image-1': [{ ...FIXTURE, id: 'external_id', what: media({ kind: 'image', url: 'https://image-url/foo.png' }) }],
  'attachment-image-3': [
    {
      user: '<PSID>',
      account: '<PAGE_ID>',
      id: 'mid.$cKXRttcZy6ZPxtu3GuEljLv3E_V_d',
      at: 1518479195308,
      what: media({ kind: 'other', url: '<ATTACHMENT_URL>' }),
    },
  ],
  'attachment-location-1': [{ ...FIXTURE, id: 'external_id', what: media({ kind: 'location', latitude: 1.2, longitude: -1.3 }) }],
  'attachment-sticker-1': [
    {
      ...FIXTURE,
      id: 'external_id',
      what: media({ kind: 'sticker', url: 'https://scontent.xx.mock.test/v/arst', id: '369239263222822' }),
    },
  ],
  'attachment-sticker-3': [
    {
      ...STICKER,
      what: thumb(
        '832025_349130706962858_775980959_n.png?_nc_ad=z-m&oh=647cdf78975e83f1206914c6765a9ada&oe=0376CDCF',
        '369239263222822',
      ),
    },
  ],
  'attachment-sticker-4': [
    {
      ...STICKER,
      what: thumb(
        'p100x100/807019_356817055558317_123695262_n.png?_nc_ad=z-m&oh=4163f452ccdd0016e88c0516817a6ed4&oe=291CA4C5',
        '369239343222814',
      ),
    },
  ],
  'attachment-sticker-5': [
    {
      ...STICKER,
      what: thumb(
        'p100x100/807019_356817055558317_123695262_n.png?_nc_ad=z-m&oh=4163f452ccdd0016e88c0516817a6ed4&oe=291CA4C5',
        '369239383222810',
      ),
    },
  ],
  'attachment-video-1': [{ ...OLD_MEDIA, what: media({ kind: 'video', url: 'https://example.com/bot/videos/video.mp4' }) }],
};

function media(one: Extract<Happening, { type: 'media' }>['media'][number]): Happening {
  return { type: 'media', media: [one] };
}

function thumb(path: string, id: string): Happening {
  return media({ kind: 'sticker', url: `${THUMB}/${path}`, id });
}
