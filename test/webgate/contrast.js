/* Runs in the page: every visible text whose contrast with what is behind it is below 4.5:1.
   Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
;(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
  const pixel = canvas.getContext('2d', { willReadFrequently: true })

  /** A CSS colour as it looks over another one. */
  function over(color, ground) {
    pixel.fillStyle = `rgb(${ground})`
    pixel.fillRect(0, 0, 1, 1)
    pixel.fillStyle = color
    pixel.fillRect(0, 0, 1, 1)
    return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }

  function luminance(color) {
    const [r, g, b] = color.map((value) => {
      const share = value / 255
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }

  function groundOf(element) {
    const parent = element.parentElement
    const behind = parent ? groundOf(parent) : [255, 255, 255]
    return over(getComputedStyle(element).backgroundColor, behind)
  }

  function contrastOf(element) {
    const ground = groundOf(element)
    const text = over(getComputedStyle(element).color, ground)
    const [light, dark] = [luminance(text), luminance(ground)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }

  const hasText = (element) =>
    [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== '')
  return [...document.querySelectorAll('body *')]
    .filter((element) => hasText(element) && element.checkVisibility())
    .filter((element) => contrastOf(element) < 4.5)
    .map((element) => `${element.className}: ${element.textContent.slice(0, 30)}`)
})()
