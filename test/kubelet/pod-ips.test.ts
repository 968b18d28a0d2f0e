import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PodIps } from '../../src/kubelet/pod-ips.ts'

test('addresses are given out in turn, and not again before the others', () => {
  const ips = new PodIps()
  const cidr = '10.244.3.0/24'
  assert.equal(ips.take('n/a', cidr), '10.244.3.2')
  assert.equal(ips.take('n/b', cidr), '10.244.3.3')
  assert.equal(ips.take('n/a', cidr), '10.244.3.2')
  ips.release('n/a')
  assert.equal(ips.take('n/c', cidr), '10.244.3.4')
})

test('an address that a Pod has already is kept for it', () => {
  const ips = new PodIps()
  ips.keep('n/a', '10.244.3.0/24', '10.244.3.2')
  assert.equal(ips.take('n/b', '10.244.3.0/24'), '10.244.3.3')
})

test('a range that is full has nothing to give until something is given back', () => {
  const ips = new PodIps()
  const cidr = '10.0.0.0/29'
  for (const name of ['a', 'b', 'c', 'd', 'e']) assert.ok(ips.take(name, cidr))
  assert.equal(ips.take('f', cidr), undefined)
  ips.release('c')
  assert.equal(ips.take('f', cidr), '10.0.0.4')
})
