fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let markup = text::decode::decode_markup(&bytes, None).text;
        let tree = text::html::tree::Tree::build(&markup, &text::gate::Limits::default()).unwrap();
        let aside = text::html::aside::Aside::mark(&tree);
        let blocks = text::html::blocks::blocks(&tree, &|id| aside.holds(id));
        for (i, b) in blocks.list.iter().enumerate() {
            let mut p = vec![]; let mut n = Some(b.node);
            while let Some(id) = n { let c = tree.attribute(id,"class").unwrap_or(""); let d=tree.attribute(id,"id").unwrap_or(""); p.push(format!("{}{}{}{}", tree.name(id), if c.is_empty(){String::new()}else{format!(".{c}")}, if d.is_empty(){String::new()}else{format!("#{d}")}, if aside.holds(id){"!"}else{""})); n = tree.parent(id); }
            p.truncate(6); p.reverse();
            println!("{i} {:?} {} ld{:.1} {}{} | {} | {}", b.kind, b.chars, b.link_density(), if b.aside {"ASIDE "} else {""}, if b.is_prose(){"P"}else{"-"}, p.join(" > "), b.text.chars().take(60).collect::<String>().replace('\n',"/"));
        }
    }
}
