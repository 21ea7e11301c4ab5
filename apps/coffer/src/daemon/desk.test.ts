import { expect, test } from 'vitest';
import { Desk } from './desk.ts';

test('a payment on its way keeps its endpoint, whoever names another one', () => {
  const desk = new Desk(':memory:');
  const message = Uint8Array.of(1);
  desk.send({ id: '0x01', endpoint: 'tcp://127.0.0.1:1', message });
  desk.send({ id: '0x01', endpoint: 'tcp://127.0.0.1:2', message });
  expect(desk.deliveries()).toMatchObject([{ id: '0x01', endpoint: 'tcp://127.0.0.1:1' }]);
  desk.sent('0x01');
  desk.send({ id: '0x01', endpoint: 'tcp://127.0.0.1:2', message });
  expect(desk.deliveries()).toMatchObject([{ endpoint: 'tcp://127.0.0.1:2' }]);
  desk.close();
});
