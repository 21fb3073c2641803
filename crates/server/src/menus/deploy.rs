//! Brings the menus to LINE. A menu's picture can never be replaced, so a changed menu is a new one that takes
//! over the name of the old; old ones are left, since someone may still see them. Doing it again does nothing.

use super::Kind;
use crate::{hex, urls::Urls};
use line::{
    Client, SendError,
    menu::{Alias, ImageKind, ListedMenu},
};
use ring::digest;

/// What became of one menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Which.
    pub kind: Kind,
    /// LINE's id of it.
    pub id: String,
    /// Whether it was made now, or had been there unchanged.
    pub new: bool,
}

/// Whether LINE has the menus as this program would make them.
pub async fn are_deployed(client: &Client, urls: &Urls) -> Result<bool, SendError> {
    let (known, aliases) = (client.menus().await?, client.aliases().await?);
    Ok(Kind::ALL.into_iter().all(|kind| current(kind, urls, &known, &aliases).is_some()))
}

/// The menu that stands under this kind's name, if it is as we would make it now.
fn current<'a>(
    kind: Kind,
    urls: &Urls,
    known: &'a [ListedMenu],
    aliases: &[Alias],
) -> Option<&'a ListedMenu> {
    let alias = aliases.iter().find(|alias| alias.rich_menu_alias_id == kind.name())?;
    let menu = known.iter().find(|menu| menu.rich_menu_id == alias.rich_menu_id)?;
    (menu.name == versioned(kind, urls)).then_some(menu)
}

/// Makes what is missing or has changed, and lets the names stand for it.
pub async fn deploy(client: &Client, urls: &Urls) -> Result<Vec<Deployed>, SendError> {
    let (known, aliases) = (client.menus().await?, client.aliases().await?);
    let mut done = Vec::new();
    for kind in Kind::ALL {
        let name = versioned(kind, urls);
        let alias = aliases.iter().find(|alias| alias.rich_menu_alias_id == kind.name());
        if let Some(menu) = current(kind, urls, &known, &aliases) {
            let id = menu.rich_menu_id.clone();
            done.push(Deployed { kind, id, new: false });
            continue;
        }
        let id = client.create_menu(&kind.menu(urls, name)).await?;
        client.upload_menu_image(&id, ImageKind::Png, kind.picture().to_vec()).await?;
        let names = Alias { rich_menu_alias_id: kind.name().to_owned(), rich_menu_id: id.clone() };
        match alias {
            Some(_) => client.update_alias(&names).await?,
            None => client.create_alias(&names).await?,
        }
        done.push(Deployed { kind, id, new: true });
    }
    Ok(done)
}

/// The menu's name with a mark of everything that can be seen or tapped.
fn versioned(kind: Kind, urls: &Urls) -> String {
    let areas = serde_json::to_vec(&kind.menu(urls, String::new())).expect("a menu is plain data");
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&areas);
    context.update(kind.picture());
    format!("{} {}", kind.name(), hex::of(&context.finish().as_ref()[..6]))
}
