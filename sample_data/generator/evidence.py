"""What customers sent with a complaint."""

BRAKE_CABLE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120">
  <title>The brake cable, out of its clamp</title>
  <rect width="240" height="120" fill="#e8e4dc"/>
  <rect x="96" y="44" width="48" height="32" rx="6" fill="#777"/>
  <circle cx="120" cy="60" r="9" fill="#444"/>
  <path d="M0 30C40 34 66 46 92 58" fill="none" stroke="#222" stroke-width="5"/>
  <path d="M92 58C104 80 96 98 78 108" fill="none" stroke="#222" stroke-width="2"/>
  <path d="M92 58C110 88 108 102 96 114" fill="none" stroke="#222" stroke-width="2"/>
</svg>
"""
