//! The styles that a report is written in: each by the name under which Word knows it.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::{HEAD, Xml};

/// A style as this program defines it.
struct Look {
    /// What Word calls it in every language; built-in names are those of the format.
    name: &'static str,
    id: &'static str,
    kind: &'static str,
    /// The name of the style that it is based on.
    base: &'static str,
    /// The name of the style of the paragraph after it.
    next: &'static str,
    /// Level of the list, from 0.
    level: Option<&'static str>,
    paragraph: &'static str,
    run: &'static str,
}

const fn paragraph(name: &'static str, id: &'static str, paragraph: &'static str, run: &'static str) -> Look {
    Look { name, id, kind: "paragraph", base: "Normal", next: "Normal", level: None, paragraph, run }
}

const fn bullet(name: &'static str, id: &'static str, level: &'static str) -> Look {
    let tight = r#"<w:spacing w:after="60"/>"#;
    Look { next: name, level: Some(level), ..paragraph(name, id, tight, "") }
}

const fn character(name: &'static str, id: &'static str, run: &'static str) -> Look {
    let base = "Default Paragraph Font";
    Look { name, id, kind: "character", base, next: "", level: None, paragraph: "", run }
}

/// In the order in which they are written. The names with "Report" are this program's own: a document that
/// defines a style of such a name has its way.
const LOOKS: &[Look] = &[
    Look { base: "", next: "", ..paragraph("Normal", "Normal", "", "") },
    Look { base: "", ..character("Default Paragraph Font", "DefaultParagraphFont", "") },
    Look {
        name: "Normal Table",
        id: "TableNormal",
        kind: "table",
        base: "",
        next: "",
        level: None,
        paragraph: "",
        run: r#"<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>"#,
    },
    paragraph(
        "Title",
        "Title",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="80" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:b/><w:color w:val="123A63"/><w:sz w:val="44"/><w:szCs w:val="44"/>"#,
    ),
    paragraph(
        "Subtitle",
        "Subtitle",
        r#"<w:spacing w:after="240"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:color w:val="444444"/><w:sz w:val="28"/><w:szCs w:val="28"/>"#,
    ),
    paragraph(
        "heading 1",
        "Heading1",
        r#"<w:keepNext/><w:keepLines/><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="2" w:color="BBBBBB"/></w:pBdr><w:spacing w:before="360" w:after="140" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:b/><w:color w:val="123A63"/><w:sz w:val="30"/><w:szCs w:val="30"/>"#,
    ),
    paragraph(
        "heading 2",
        "Heading2",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="80" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:b/><w:sz w:val="24"/><w:szCs w:val="24"/>"#,
    ),
    paragraph(
        "heading 3",
        "Heading3",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="180" w:after="60" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="2"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:b/><w:sz w:val="22"/><w:szCs w:val="22"/>"#,
    ),
    bullet("List Bullet", "ListBullet", "0"),
    bullet("List Bullet 2", "ListBullet2", "1"),
    bullet("List Bullet 3", "ListBullet3", "2"),
    bullet("List Bullet 4", "ListBullet4", "3"),
    bullet("List Bullet 5", "ListBullet5", "4"),
    paragraph("Quote", "Quote", r#"<w:spacing w:after="100"/>"#, ""),
    paragraph(
        "TOC Heading",
        "TOCHeading",
        r#"<w:keepNext/><w:spacing w:before="240" w:after="80"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:b/><w:color w:val="123A63"/><w:sz w:val="24"/><w:szCs w:val="24"/>"#,
    ),
    paragraph("toc 1", "TOC1", r#"<w:spacing w:after="40"/>"#, ""),
    paragraph(
        "footer",
        "Footer",
        r#"<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:color w:val="444444"/><w:sz w:val="16"/><w:szCs w:val="16"/>"#,
    ),
    paragraph(
        "Report Kicker",
        "ReportKicker",
        r#"<w:keepNext/><w:spacing w:after="60"/>"#,
        r#"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:caps/><w:color w:val="444444"/><w:spacing w:val="20"/><w:sz w:val="18"/><w:szCs w:val="18"/>"#,
    ),
    Look {
        base: "Quote",
        next: "Report Passage",
        ..paragraph(
            "Report Passage",
            "ReportPassage",
            r#"<w:tabs><w:tab w:val="left" w:pos="680"/></w:tabs><w:ind w:left="680" w:hanging="680"/>"#,
            r#"<w:sz w:val="19"/><w:szCs w:val="19"/>"#,
        )
    },
    Look {
        next: "Report Cell",
        ..paragraph(
            "Report Cell",
            "ReportCell",
            r#"<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>"#,
            r#"<w:sz w:val="19"/><w:szCs w:val="19"/>"#,
        )
    },
    Look {
        base: "Report Cell",
        next: "Report Cell",
        ..paragraph("Report Cell Heading", "ReportCellHeading", "<w:keepNext/>", "<w:b/>")
    },
    character("Strong", "Strong", "<w:b/><w:bCs/>"),
    character("Hyperlink", "Hyperlink", r#"<w:color w:val="123A63"/><w:u w:val="single"/>"#),
    character(
        "Report Citation",
        "ReportCitation",
        r#"<w:color w:val="123A63"/><w:vertAlign w:val="superscript"/>"#,
    ),
    character("Report Source", "ReportSource", r#"<w:color w:val="123A63"/>"#),
    character("Report Remark", "ReportRemark", r#"<w:color w:val="595959"/>"#),
    character("Report Mark", "ReportMark", r#"<w:shd w:val="clear" w:color="auto" w:fill="FFF1B8"/>"#),
    Look {
        name: "Report Table",
        id: "ReportTable",
        kind: "table",
        base: "Normal Table",
        next: "",
        level: None,
        paragraph: "",
        run: r#"<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="123A63"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="123A63"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="BBBBBB"/></w:tblBorders><w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="123A63"/></w:tcBorders></w:tcPr></w:tblStylePr>"#,
    },
];

/// The id under which the document has each style that a report is written in, by its name.
#[derive(Clone, Debug)]
pub struct Ids(BTreeMap<&'static str, String>);

impl Ids {
    /// Those of a document that has styles of its own, by name in lower case.
    pub fn among(own: &BTreeMap<String, String>) -> Ids {
        let taken: BTreeSet<&str> = own.values().map(String::as_str).collect();
        let id = |look: &Look| match own.get(&look.name.to_lowercase()) {
            Some(id) => id.clone(),
            None if taken.contains(look.id) => format!("Rapporteur{}", look.id),
            None => look.id.to_owned(),
        };
        Ids(LOOKS.iter().map(|look| (look.name, id(look))).collect())
    }

    /// The id of a style by its name.
    pub fn of(&self, name: &'static str) -> &str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

/// A whole part of styles.
pub fn part(ids: &Ids, lang: &str, list: &str) -> String {
    let mut xml = Xml { out: HEAD.to_owned() };
    xml.open("w:styles", &[("xmlns:w", super::WORD)]);
    xml.raw(concat!(
        r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" "#,
        r#"w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="22"/><w:szCs w:val="22"/>"#,
    ));
    xml.empty("w:lang", &[("w:val", lang), ("w:eastAsia", lang), ("w:bidi", lang)]);
    xml.raw(concat!(
        r#"</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="269" w:lineRule="auto"/>"#,
        r#"</w:pPr></w:pPrDefault></w:docDefaults>"#,
    ));
    xml.raw(&missing(ids, &BTreeMap::new(), list));
    xml.close("w:styles");
    xml.out
}

/// The definitions of the styles that a document does not have itself.
pub fn missing(ids: &Ids, own: &BTreeMap<String, String>, list: &str) -> String {
    let mut xml = Xml::default();
    for look in LOOKS.iter().filter(|look| !own.contains_key(&look.name.to_lowercase())) {
        define(&mut xml, look, ids, list, own.is_empty());
    }
    xml.out
}

/// Whether a list of this program's own is needed, for a style that the document does not have.
pub fn needs_list(own: &BTreeMap<String, String>) -> bool {
    LOOKS.iter().any(|look| look.level.is_some() && !own.contains_key(&look.name.to_lowercase()))
}

fn define(xml: &mut Xml, look: &Look, ids: &Ids, list: &str, whole: bool) {
    let mut attributes = vec![("w:type", look.kind), ("w:styleId", ids.of(look.name))];
    if look.base.is_empty() && whole {
        attributes.push(("w:default", "1"));
    }
    if look.name.starts_with("Report ") {
        attributes.push(("w:customStyle", "1"));
    }
    xml.open("w:style", &attributes);
    xml.empty("w:name", &[("w:val", look.name)]);
    if !look.base.is_empty() {
        xml.empty("w:basedOn", &[("w:val", ids.of(look.base))]);
    }
    if !look.next.is_empty() {
        xml.empty("w:next", &[("w:val", ids.of(look.next))]);
    }
    xml.empty("w:qFormat", &[]);
    if look.kind == "table" {
        xml.raw(look.run);
    } else {
        paragraph_properties(xml, look, list);
        if !look.run.is_empty() {
            xml.open("w:rPr", &[]);
            xml.raw(look.run);
            xml.close("w:rPr");
        }
    }
    xml.close("w:style");
}

fn paragraph_properties(xml: &mut Xml, look: &Look, list: &str) {
    if look.paragraph.is_empty() && look.level.is_none() {
        return;
    }
    xml.open("w:pPr", &[]);
    if let Some(level) = look.level {
        xml.open("w:numPr", &[]);
        xml.empty("w:ilvl", &[("w:val", level)]);
        xml.empty("w:numId", &[("w:val", list)]);
        xml.close("w:numPr");
    }
    xml.raw(look.paragraph);
    xml.close("w:pPr");
}

/// The definition of the list of bullets: what goes before the lists of a part of numbering, and what after.
pub fn list(definition: &str, list: &str) -> [String; 2] {
    const STEP: usize = 360;
    let mut xml = Xml::default();
    xml.open("w:abstractNum", &[("w:abstractNumId", definition)]);
    xml.empty("w:multiLevelType", &[("w:val", "multilevel")]);
    for (level, mark) in ["\u{2022}", "\u{2013}", "\u{2022}", "\u{2013}", "\u{2022}"].into_iter().enumerate()
    {
        let left = ((level + 1) * STEP).to_string();
        xml.open("w:lvl", &[("w:ilvl", &level.to_string())]);
        xml.raw(r#"<w:start w:val="1"/><w:numFmt w:val="bullet"/>"#);
        xml.empty("w:lvlText", &[("w:val", mark)]);
        xml.raw(r#"<w:lvlJc w:val="left"/><w:pPr>"#);
        xml.empty("w:ind", &[("w:left", &left), ("w:hanging", &STEP.to_string())]);
        xml.raw("</w:pPr>");
        xml.close("w:lvl");
    }
    xml.close("w:abstractNum");
    let mut after = Xml::default();
    after.open("w:num", &[("w:numId", list)]);
    after.empty("w:abstractNumId", &[("w:val", definition)]);
    after.close("w:num");
    [xml.out, after.out]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_stands_on_styles_that_are_there() {
        let names: BTreeSet<&str> = LOOKS.iter().map(|look| look.name).collect();
        assert_eq!(names.len(), LOOKS.len());
        for look in LOOKS {
            assert!(look.base.is_empty() || names.contains(look.base), "{}", look.base);
            assert!(look.next.is_empty() || names.contains(look.next), "{}", look.next);
        }
    }

    #[test]
    fn a_style_of_the_document_goes_before_ours_and_an_id_is_given_once() {
        let own = [("heading 1", "berschrift1"), ("something else", "Title")];
        let own = own.map(|(name, id)| (name.to_owned(), id.to_owned())).into();
        let ids = Ids::among(&own);
        assert_eq!(ids.of("heading 1"), "berschrift1");
        assert_eq!(ids.of("Title"), "RapporteurTitle");
        assert_eq!(ids.of("Quote"), "Quote");
        let added = missing(&ids, &own, "7");
        assert!(!added.contains("\"heading 1\"") && added.contains("w:styleId=\"RapporteurTitle\""));
        assert!(added.contains("<w:numId w:val=\"7\"/>") && !added.contains("w:default"));
    }
}
