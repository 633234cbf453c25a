pub struct Engine {
    pub name: &'static str,
    pub versions: &'static [&'static str],
}
const ALL: &[Engine] = &[
    Engine { name: "aurora-postgresql", versions: &["17.5"] },
    Engine { name: "aurora-mysql", versions: &["8.0.mysql_aurora.3.10.0"] },
    Engine { name: "postgres", versions: &["17.5"] },
    Engine { name: "mysql", versions: &["8.4.6"] },
    Engine { name: "valkey", versions: &["8.1"] },
];
pub fn find(engine: &str) -> &'static Engine {
    ALL.iter().find(|e| e.name == engine).expect("known")
}
