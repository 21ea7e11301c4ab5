import { crc32 } from 'node:zlib';
import { type Bytes, concat } from '@coffer/core/bytes';
import { UrError } from './error.ts';

/** Bytewords in their minimal form (BCR-2020-012): two letters a byte, the first and the last of its word, then a CRC-32. */

const WORDS =
  'ableacidalsoapexaquaarchatomauntawayaxisbackbaldbarnbeltbetabiasbluebodybragbrewbulbbuzzcalmcashcatschefcityclawcodecolacookcost' +
  'cruxcurlcuspcyandarkdatadaysdelidicedietdoordowndrawdropdrumdulldutyeacheasyechoedgeepicevenexamexiteyesfactfairfernfigsfilmfish' +
  'fizzflapflewfluxfoxyfreefrogfuelfundgalagamegeargemsgiftgirlglowgoodgraygrimgurugushgyrohalfhanghardhawkheathelphighhillholyhope' +
  'hornhutsicedideaidleinchinkyintoirisironitemjadejazzjoinjoltjowljudojugsjumpjunkjurykeepkenokeptkeyskickkilnkingkitekiwiknoblamb' +
  'lavalazyleaflegsliarlimplionlistlogoloudloveluaulucklungmainmanymathmazememomenumeowmildmintmissmonknailnavyneednewsnextnoonnote' +
  'numbobeyoboeomitonyxopenovalowlspaidpartpeckplaypluspoempoolposepuffpumapurrquadquizraceramprealredorichroadrockroofrubyruinruns' +
  'rustsafesagascarsetssilkskewslotsoapsolosongstubsurfswantacotasktaxitenttiedtimetinytoiltombtoystriptunatwinuglyundouniturgeuser' +
  'vastveryvetovialvibeviewvisavoidvowswallwandwarmwaspwavewaxywebswhatwhenwhizwolfworkyankyawnyellyogayurtzapszerozestzinczonezoom';

const LETTERS: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `${WORDS[byte * 4]}${WORDS[byte * 4 + 3]}`,
);
const BYTES = new Map(LETTERS.map((letters, byte) => [letters, byte]));
const CHECKSUM = 4;

/** Four bytes, most significant first. */
export function be32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The text of some bytes, lower case. */
export function toBytewords(bytes: Bytes): string {
  let text = '';
  for (const byte of concat(bytes, be32(crc32(bytes)))) text += LETTERS[byte];
  return text;
}

/** The bytes of a text, its checksum verified. The caller has bounded its length. @throws UrError `UR_INVALID` */
export function fromBytewords(text: string): Bytes {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at++) {
    const byte = BYTES.get(text.slice(at * 2, at * 2 + 2));
    if (byte === undefined) throw new UrError('UR_INVALID', 'This part has letters that no bytes have.');
    bytes[at] = byte;
  }
  const body = bytes.subarray(0, -CHECKSUM);
  const sum = new DataView(bytes.buffer);
  if (text.length % 2 !== 0 || body.length === 0 || sum.getUint32(bytes.length - CHECKSUM) !== crc32(body)) {
    throw new UrError('UR_INVALID', 'This part was damaged on its way: its checksum is wrong.', {
      next: 'Scan or copy it again; any other part of the same message does as well.',
    });
  }
  return body;
}
