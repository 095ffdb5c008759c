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
await speakFirst()
render(<Page />, document.getElementById('page')!)
