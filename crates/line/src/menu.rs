//! Rich menus: the picture with buttons under a chat. Made and exchanged by a deploy command, not
//! per person; a menu's picture cannot be replaced, so a new menu takes over the old one's alias.

use serde::{Deserialize, Serialize};

use crate::account::found;
use crate::action::{Action, Place, check_alias};
use crate::client::{Call, Client};
use crate::endpoint;
use crate::error::SendError;
use crate::limit::{Broken, Limit};

const AREAS_MAX: usize = 20;
const NAME_GRAPHEMES_MAX: usize = 300;
const CHAT_BAR_GRAPHEMES_MAX: usize = 14;
const IMAGE_BYTES_MAX: usize = 1_000_000;

/// A menu to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RichMenu {
    /// The picture's size in pixels.
    pub size: Size,
    /// Whether the menu is unfolded when a chat opens.
    pub selected: bool,
    /// For us; residents never see it.
    pub name: String,
    /// On the bar that folds and unfolds the menu.
    pub chat_bar_text: String,
    /// The buttons. Their labels are read aloud.
    pub areas: Vec<Area>,
}

/// A picture's size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// 800 to 2500.
    pub width: u32,
    /// 250 or more, and not more than width ÷ 1.45.
    pub height: u32,
}

/// A button of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Where it is.
    pub bounds: Bounds,
    /// What it does.
    pub action: Action,
}

/// A rectangle inside the picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// To the right of `x`.
    pub width: u32,
    /// Below `y`.
    pub height: u32,
}

/// What a menu's picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// A PNG.
    Png,
    /// A JPEG.
    Jpeg,
}

/// A menu that LINE has. Its areas are left out: others may have made them with things we do not
/// know.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedMenu {
    /// LINE's id for it.
    pub rich_menu_id: String,
    /// The name it was given.
    #[serde(default)]
    pub name: String,
}

/// A name that stands for one menu now and perhaps another later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alias {
    /// The name.
    pub rich_menu_alias_id: String,
    /// The menu.
    pub rich_menu_id: String,
}

impl RichMenu {
    /// Checks every limit of LINE's that we know.
    pub fn check(&self) -> Result<(), Limit> {
        let Size { width, height } = self.size;
        let is_wide = u64::from(width) * 100 >= u64::from(height) * 145;
        if !(800..=2500).contains(&width) || height < 250 || !is_wide {
            return Err(Limit::new("size", Broken::Size));
        }
        Limit::graphemes(&self.name, NAME_GRAPHEMES_MAX, "name")?;
        Limit::graphemes(&self.chat_bar_text, CHAT_BAR_GRAPHEMES_MAX, "chatBarText")?;
        Limit::count(self.areas.len(), 1, AREAS_MAX, "areas")?;
        self.areas.iter().enumerate().try_for_each(|(index, area)| {
            area.check(self.size).map_err(|limit| limit.item("areas", index))
        })
    }
}

impl Area {
    fn check(&self, size: Size) -> Result<(), Limit> {
        let Bounds { x, y, width, height } = self.bounds;
        let fits = |start: u32, length: u32, whole: u32| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
        };
        if !fits(x, width, size.width) || !fits(y, height, size.height) {
            return Err(Limit::new("bounds", Broken::Size));
        }
        self.action.check(Place::RichMenu).map_err(|limit| limit.under("action"))
    }
}

/// Rich menus. Making and deleting is limited to a hundred an hour each.
impl Client {
    /// Makes a menu, without its picture yet, and gives its id.
    pub async fn create_menu(&self, menu: &RichMenu) -> Result<String, SendError> {
        menu.check()?;
        let made: MenuId = self.read(Call::new(&endpoint::CREATE_MENU).json(menu)).await?;
        Ok(made.rich_menu_id)
    }

    /// Gives a menu its picture, once, at most a megabyte.
    pub async fn upload_menu_image(
        &self,
        menu_id: &str,
        kind: ImageKind,
        image: Vec<u8>,
    ) -> Result<(), SendError> {
        Limit::bytes(image.len(), IMAGE_BYTES_MAX, "image")?;
        let content_type = match kind {
            ImageKind::Png => "image/png",
            ImageKind::Jpeg => "image/jpeg",
        };
        let arguments = [menu_id];
        let call = Call::new(&endpoint::MENU_IMAGE).with(&arguments).bytes(content_type, image);
        self.call(call).await.map(drop)
    }

    /// The menu that everyone sees who has none of their own; none if no menu was set.
    pub async fn default_menu(&self) -> Result<Option<String>, SendError> {
        let menu: Option<MenuId> = found(self.read(Call::new(&endpoint::GET_DEFAULT_MENU)).await)?;
        Ok(menu.map(|menu| menu.rich_menu_id))
    }

    /// Shows a menu to everyone who has none of their own, from the next time they open the chat.
    pub async fn set_default_menu(&self, menu_id: &str) -> Result<(), SendError> {
        self.call(Call::new(&endpoint::DEFAULT_MENU).with(&[menu_id])).await.map(drop)
    }

    /// Shows a menu to one person, at once.
    pub async fn link_menu(&self, user_id: &str, menu_id: &str) -> Result<(), SendError> {
        self.call(Call::new(&endpoint::LINK_MENU).with(&[user_id, menu_id])).await.map(drop)
    }

    /// Gives one person the default menu again.
    pub async fn unlink_menu(&self, user_id: &str) -> Result<(), SendError> {
        self.call(Call::new(&endpoint::UNLINK_MENU).with(&[user_id])).await.map(drop)
    }

    /// The menus made through the API.
    pub async fn menus(&self) -> Result<Vec<ListedMenu>, SendError> {
        let list: MenuList = self.read(Call::new(&endpoint::LIST_MENUS)).await?;
        Ok(list.richmenus)
    }

    /// Deletes a menu. Give its people another one first.
    pub async fn delete_menu(&self, menu_id: &str) -> Result<(), SendError> {
        self.call(Call::new(&endpoint::DELETE_MENU).with(&[menu_id])).await.map(drop)
    }

    /// Gives a menu a name that can later stand for another menu.
    pub async fn create_alias(&self, alias: &Alias) -> Result<(), SendError> {
        check_alias(&alias.rich_menu_alias_id)?;
        self.call(Call::new(&endpoint::CREATE_ALIAS).json(alias)).await.map(drop)
    }

    /// Lets an existing name stand for another menu.
    pub async fn update_alias(&self, alias: &Alias) -> Result<(), SendError> {
        check_alias(&alias.rich_menu_alias_id)?;
        let body = MenuId { rich_menu_id: alias.rich_menu_id.clone() };
        let arguments = [alias.rich_menu_alias_id.as_str()];
        let call = Call::new(&endpoint::UPDATE_ALIAS).with(&arguments).json(&body);
        self.call(call).await.map(drop)
    }

    /// All names and what they stand for.
    pub async fn aliases(&self) -> Result<Vec<Alias>, SendError> {
        let list: AliasList = self.read(Call::new(&endpoint::LIST_ALIASES)).await?;
        Ok(list.aliases)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MenuId {
    rich_menu_id: String,
}

#[derive(Deserialize)]
struct MenuList {
    richmenus: Vec<ListedMenu>,
}

#[derive(Deserialize)]
struct AliasList {
    aliases: Vec<Alias>,
}
