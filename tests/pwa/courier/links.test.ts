// Do the buttons of a stop lead exactly where they say?
import { expect, test } from 'vitest'
import { callLink, geoLink, googleLink, messageLink, yandexLink } from '../../../pwa/src/courier/links'

test('maps get latitude first, and the courier’s vehicle', () => {
  expect(googleLink(60.1689, 24.9384)).toBe('https://www.google.com/maps/dir/?api=1&destination=60.1689,24.9384&dir_action=navigate')
  expect(yandexLink(60.1689, 24.9384, 'bicycle')).toBe('https://yandex.com/maps/?rtext=~60.1689,24.9384&rtt=bc')
  expect(yandexLink(-33.4, -70.6, 'foot')).toBe('https://yandex.com/maps/?rtext=~-33.4,-70.6&rtt=pd')
  expect(yandexLink(1, 2, null)).toBe('https://yandex.com/maps/?rtext=~1,2&rtt=auto')
})

test('the label of a geo link survives any letters', () => {
  expect(geoLink(60.1, 24.9, 'W-7 Лесная 8 к1 & (2)')).toBe(
    'geo:60.1,24.9?q=60.1,24.9(W-7%20%D0%9B%D0%B5%D1%81%D0%BD%D0%B0%D1%8F%208%20%D0%BA1%20%26%20(2))')
})

test('numbers are dialled without spaces and brackets', () => {
  expect(callLink('+7 (999) 123-45-67')).toBe('tel:+79991234567')
  expect(messageLink('+358 40 123')).toBe('sms:+35840123')
})
