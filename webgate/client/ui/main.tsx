/** The page. */
import { render } from 'preact'
import { comeBack, session } from './app.ts'
import { Chat } from './chat.tsx'
import { rove } from './roving.ts'
import { Welcome } from './welcome.tsx'
import { speakFirst } from './words.ts'

function Page() {
  return session.value ? <Chat session={session.value} /> : <Welcome />
}

addEventListener('keydown', rove)
comeBack()
// Not `await`: a language is a part that is loaded later, and such a part waits for this module.
void speakFirst().then(async () => {
  render(<Page />, document.getElementById('page')!)
  performance.mark('interactive')
  const { install } = await import('./installation.ts')
  await install()
})
