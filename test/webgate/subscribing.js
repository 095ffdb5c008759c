/**
 * The browser's side of a push service: `given` are the address and the keys of a subscriber who is
 * elsewhere. A subscription lasts as long as the tab.
 */
globalThis.subscribing = function subscribing(given) {
  const key = 'subscribed with'
  const made = () => {
    const shown = sessionStorage.getItem(key)
    if (shown === null) return null
    const bytes = atob(shown.replaceAll('-', '+').replaceAll('_', '/'))
    return {
      endpoint: given.endpoint,
      options: { applicationServerKey: Uint8Array.from(bytes, (c) => c.charCodeAt(0)).buffer },
      toJSON: () => given,
      async unsubscribe() {
        sessionStorage.removeItem(key)
        return true
      },
    }
  }
  PushManager.prototype.getSubscription = async () => made()
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new Error('a browser would not have it')
    sessionStorage.setItem(key, applicationServerKey)
    return made()
  }
}
