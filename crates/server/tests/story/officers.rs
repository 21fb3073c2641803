//! The staff: the first administrator, invitations, roles that change, second factors, and who is signed in where.

use crate::{
    database::{Database, Engine},
    town::{Town, run},
};
use domain::{Duty, Role, password::PasswordRefusal};
use madoguchi::actions::officers::{NewOfficer, NotMade, first_administrator};

/// A password that may be one.
const PHRASE: &str = "まどの外には川が流れています。";

fn typed(login: &str, name: &str, password: &str) -> NewOfficer {
    let (login, name, password) = (login.to_owned(), name.to_owned(), password.to_owned());
    NewOfficer { login, name, password }
}

#[test]
fn the_first_administrator_is_made_once_while_there_is_nobody() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(database) = Database::fresh(engine) else { continue };
        run(async {
            let url = database.store_url();
            let town = Town::on(database, url).await;
            town.app.store.ready().await.unwrap();
            let makes = async |new| first_administrator(&town.app, new).await.unwrap();
            for (new, why) in [
                (typed("", "森", PHRASE), NotMade::Login),
                (typed("森", "森", PHRASE), NotMade::Login),
                (typed("mori", "  ", PHRASE), NotMade::Name),
                (typed("mori", &"森".repeat(41), PHRASE), NotMade::Name),
                (typed("mori", "森\u{7}", PHRASE), NotMade::Name),
                (
                    typed("mori", "森", "mori"),
                    NotMade::Password(PasswordRefusal::TooShort { characters: 4 }),
                ),
                (typed("mori", "森", &"あ".repeat(10_000)), too_long()),
            ] {
                assert_eq!(makes(new).await, Err(why));
            }
            let id = makes(typed(" Mori ", " 森 ", PHRASE)).await.unwrap();
            let found = town.app.store.read(|r| r.officer_by_login("mori")).await.unwrap().unwrap();
            assert_eq!((found.id, found.name.as_str()), (id, "森"));
            assert_eq!(found.duty, Duty::everywhere(Role::Administrator));
            let again = makes(typed("sato", "佐藤", PHRASE)).await;
            assert_eq!(again, Err(NotMade::NotTheFirst));
            town.finish().await;
        });
    }
}

fn too_long() -> NotMade {
    NotMade::Password(PasswordRefusal::TooLong { characters: 10_000 })
}
