#!/bin/sh
# Makes the fonts of this folder from those of Debian's package fonts-noto-core; needs fonttools.
#   sh make.sh /usr/share/fonts/truetype/noto
set -e
from=$1
here=$(dirname "$0")
export SOURCE_DATE_EPOCH=0
subset() {
    pyftsubset "$from/$1.ttf" --output-file="$here/$1.ttf" --unicodes="$2" --no-hinting \
        --layout-features=ccmp,kern,locl,mark,mkmk --no-glyph-names --name-IDs=0,1,2,3,4,5,6,13,14 \
        --drop-tables+=DSIG,MATH,STAT,meta --notdef-outline --recommended-glyphs
}
letters=0020-007E,00A0-024F,0259,02B0-02FF,0300-036F,0370-03FF,0400-052F,1E00-1EFF,2000-206F,2070-209F
signs=20A0-20C0,2100-214F,2150-218F,25CC,FFFD
for face in NotoSerif-Regular NotoSerif-Bold NotoSans-Regular NotoSans-Bold; do
    subset $face $letters,$signs
done
for face in Regular Bold; do
    subset NotoSerifArmenian-$face 0531-058F,FB13-FB17
    subset NotoSansArmenian-$face 0531-058F,FB13-FB17
    subset NotoSerifGeorgian-$face 10A0-10FF,1C90-1CBF
    subset NotoSansGeorgian-$face 10A0-10FF,1C90-1CBF
done
subset NotoSansMath-Regular 2190-2199,21D0-21D5,2200-222B,2236,223C,2243,2245,2248,2260-2265,25CA
subset NotoSansSymbols2-Regular 25A0,25A1,25AA,25AB,25B2,25B6,25BA,25BC,25C0,25C6,25CB,25CF,25E6,2605,2606,2611-2612,260E,2713-2718
