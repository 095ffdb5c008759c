/** Emoji by the short names that chats use; loaded when somebody looks for one. */

const table =
  '👍 thumbsup +1 yes|👎 thumbsdown -1 no|❤️ heart love|😂 joy laugh tears|🎉 tada party|🙏 pray thanks|' +
  '👀 eyes look|✅ check done|🚀 rocket ship|🔥 fire hot|💯 100 perfect|👏 clap applause|🤔 thinking hmm|' +
  '😀 grinning|😃 smiley|😄 smile happy|😁 grin|😆 laughing|😅 sweat_smile|🤣 rofl|🙂 slightly_smiling|' +
  '🙃 upside_down|😉 wink|😊 blush|😇 innocent angel|🥰 smiling_hearts|😍 heart_eyes|🤩 star_struck|😘 kiss|' +
  '😋 yum|😛 tongue|😜 crazy wink_tongue|🤗 hug|🤭 oops|🤫 shush quiet|🤐 zipper|😐 neutral|😑 expressionless|' +
  '😶 no_mouth|😏 smirk|😒 unamused|🙄 roll_eyes|😬 grimacing|😌 relieved|😔 pensive|😪 sleepy|😴 sleeping zzz|' +
  '😷 mask|🤒 sick fever|🤯 mind_blown|🥳 partying|😎 cool sunglasses|🤓 nerd|🧐 monocle|😕 confused|' +
  '😟 worried|🙁 frowning|😮 open_mouth wow|😲 astonished|😳 flushed|🥺 pleading|😨 fearful|😰 cold_sweat|' +
  '😢 cry sad|😭 sob|😱 scream|😖 confounded|😞 disappointed|😓 sweat|😩 weary|🥱 yawn|😤 triumph|😡 rage|' +
  '😠 angry|🤬 cursing|😈 devil|💀 skull dead|💩 poop|🤡 clown|👻 ghost|👽 alien|🤖 robot bot|😺 cat_smile|' +
  '🙈 see_no_evil|🙉 hear_no_evil|🙊 speak_no_evil|💔 broken_heart|💕 two_hearts|💙 blue_heart|' +
  '💚 green_heart|💛 yellow_heart|💜 purple_heart|🖤 black_heart|💥 boom|💫 dizzy|💦 drops|💤 sleep|' +
  '👋 wave hello bye|✋ hand stop|👌 ok|✌️ victory peace|🤞 fingers_crossed|🤘 metal|🤙 call_me|👈 left|' +
  '👉 right|👆 up|👇 down|☝️ point|✊ fist|👊 punch|🤝 handshake deal|💪 muscle strong|🙌 raised_hands|' +
  '🤷 shrug|🤦 facepalm|🙋 raising_hand|💁 info|👶 baby|👑 crown|🐶 dog|🐱 cat|🐭 mouse|🦊 fox|🐻 bear|🐼 panda|' +
  '🐸 frog|🐵 monkey|🐔 chicken|🐧 penguin|🐦 bird|🦆 duck|🦉 owl|🐝 bee|🐛 bug|🦋 butterfly|🐢 turtle|🐍 snake|' +
  '🐙 octopus|🐳 whale|🌸 blossom|🌹 rose|🌻 sunflower|🌲 tree|🌵 cactus|🍀 clover luck|🍎 apple|🍌 banana|' +
  '🍓 strawberry|🍕 pizza|🍔 burger|🍟 fries|🍰 cake|🎂 birthday|🍪 cookie|🍫 chocolate|🍿 popcorn|☕ coffee|' +
  '🍵 tea|🍺 beer|🍻 cheers|🍷 wine|🥂 toast|⚽ football|🏀 basketball|🏆 trophy|🎮 game|🎲 dice|🎵 music note|' +
  '🎸 guitar|🎨 art|🎁 gift|🎈 balloon|🚗 car|🚲 bike|✈️ plane|🚂 train|🏠 house home|⏰ alarm|⌛ hourglass|' +
  '☀️ sun|🌙 moon|⭐ star|🌈 rainbow|☁️ cloud|🌧️ rain|❄️ snow|⚡ zap lightning|💧 drop|🌍 earth world|' +
  '💻 laptop|📱 phone|💾 disk save|📷 camera|💡 idea bulb|🔧 wrench|🔨 hammer|🔒 lock|🔑 key|📎 paperclip|' +
  '📌 pin|📝 memo|📚 books|💰 money|📈 chart_up|📉 chart_down|🗑️ trash|📢 loudspeaker|🔔 bell|❓ question|' +
  '❗ exclamation|⚠️ warning|🚫 forbidden|❌ cross x|➕ plus|♻️ recycle|🏁 finish|🚩 flag|🏳️‍🌈 pride'

const emoji = table.split('|').map((line) => {
  const [char = '', ...names] = line.split(' ')
  return { char, names }
})

export interface Emoji {
  char: string
  names: string[]
}

/** Those of which a name begins so, before those that have it elsewhere. */
export function findEmoji(text: string, max: number): Emoji[] {
  const word = text.toLowerCase().replace(/^:|:$/g, '')
  const begins = emoji.filter(({ names }) => names.some((name) => name.startsWith(word)))
  const has = emoji.filter(({ names }) => names.some((name) => name.includes(word, 1)))
  return [...new Set([...begins, ...has])].slice(0, max)
}
