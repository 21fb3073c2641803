//! From which browser somebody signed in, in plain words.

/// What a browser calls itself, as a person would: the machine and the program, nothing that tells two of a kind apart.
pub fn plain(agent: &str) -> String {
    const MACHINES: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "Chromebook"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    const PROGRAMS: [(&str, &str); 5] = [
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (named(&MACHINES), named(&PROGRAMS)) {
        (Some(machine), Some(program)) => format!("{machine}の{program}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => "わからないブラウザー".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "WindowsのEdge",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "iPadのSafari",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "LinuxのFirefox",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "AndroidのChrome",
            ),
            ("curl/8.0", "わからないブラウザー"),
            ("", "わからないブラウザー"),
        ] {
            assert_eq!(plain(agent), expected);
        }
    }
}
