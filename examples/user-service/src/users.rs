//! Stores users in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::time::SystemTime;

use rpcsmith_runtime::Code;
use rpcsmith_runtime::errors::StatusError;

use crate::proto::user::v1::{
    CreateUserRequest, ListUsersRequest, UpdateUserRequest, User, UserStatus,
};

/// All users. Each has a name and a unique email.
#[derive(Debug, Default)]
pub struct Users {
    /// Numbers increase, so this is the order of creation.
    by_number: BTreeMap<u64, User>,
    numbers_by_email: HashMap<String, u64>,
    last_number: u64,
}

/// An error of an operation on users.
#[derive(Debug, PartialEq, Eq)]
pub enum UsersError {
    /// No user has this id.
    NotFound(String),
    NameRequired,
    EmailRequired,
    EmailRegistered,
    /// One user of a batch, counted from 1, cannot be created.
    InBatch(usize, Box<UsersError>),
}

impl Users {
    /// Returns the user with an id.
    pub fn get(&self, id: &str) -> Result<User, UsersError> {
        let user = self
            .number(id)
            .and_then(|number| self.by_number.get(&number));
        user.cloned().ok_or_else(|| not_found(id))
    }

    /// Registers a user.
    pub fn create(&mut self, request: CreateUserRequest) -> Result<User, UsersError> {
        self.check_new(&request)?;
        Ok(self.insert(request))
    }

    /// Registers all users, or none of them if one is invalid.
    pub fn create_all(
        &mut self,
        requests: Vec<CreateUserRequest>,
    ) -> Result<Vec<User>, UsersError> {
        let mut emails = HashSet::new();
        for (position, request) in (1..).zip(&requests) {
            let mut checked = self.check_new(request);
            if checked.is_ok() && !emails.insert(&request.email) {
                checked = Err(UsersError::EmailRegistered);
            }
            checked.map_err(|error| UsersError::InBatch(position, Box::new(error)))?;
        }
        let created = requests.into_iter().map(|request| self.insert(request));
        Ok(created.collect())
    }

    /// Changes the fields that are set in the request.
    pub fn update(&mut self, request: UpdateUserRequest) -> Result<User, UsersError> {
        let number = self.number(&request.id);
        let number = number.ok_or_else(|| not_found(&request.id))?;
        if let Some(name) = &request.name {
            check_name(name)?;
        }
        if let Some(email) = &request.email {
            check_email(email)?;
            let owner = self.numbers_by_email.get(email);
            if owner.is_some_and(|owner| *owner != number) {
                return Err(UsersError::EmailRegistered);
            }
        }

        let user = self.by_number.get_mut(&number);
        let user = user.ok_or_else(|| not_found(&request.id))?;
        if let Some(name) = request.name {
            user.name = name;
        }
        if let Some(email) = request.email {
            self.numbers_by_email.remove(&user.email);
            self.numbers_by_email.insert(email.clone(), number);
            user.email = email;
        }
        Ok(user.clone())
    }

    /// Removes a user.
    pub fn delete(&mut self, id: &str) -> Result<(), UsersError> {
        let number = self.number(id);
        let removed = number.and_then(|number| self.by_number.remove(&number));
        let user = removed.ok_or_else(|| not_found(id))?;
        self.numbers_by_email.remove(&user.email);
        Ok(())
    }

    /// Returns one page of the users with the requested status. Pages count from 1; other pages are empty.
    pub fn list(&self, request: &ListUsersRequest) -> Vec<User> {
        let page = usize::try_from(request.page).unwrap_or(0);
        let size = usize::try_from(request.page_size).unwrap_or(0);
        let Some(pages_before) = page.checked_sub(1) else {
            return Vec::new();
        };
        let filter = request.status_filter();
        self.by_number
            .values()
            .filter(|user| filter == UserStatus::Unspecified || user.status() == filter)
            .skip(pages_before.saturating_mul(size))
            .take(size)
            .cloned()
            .collect()
    }

    /// The number of the user with an id, if the user exists.
    fn number(&self, id: &str) -> Option<u64> {
        let number = id.parse().ok()?;
        // `01` parses as a number too, but is not an id.
        let user = self.by_number.get(&number)?;
        (user.id == id).then_some(number)
    }

    fn check_new(&self, request: &CreateUserRequest) -> Result<(), UsersError> {
        check_name(&request.name)?;
        check_email(&request.email)?;
        if self.numbers_by_email.contains_key(&request.email) {
            Err(UsersError::EmailRegistered)
        } else {
            Ok(())
        }
    }

    fn insert(&mut self, request: CreateUserRequest) -> User {
        self.last_number += 1;
        let user = User {
            id: self.last_number.to_string(),
            name: request.name,
            email: request.email,
            status: UserStatus::Active.into(),
            created_at: Some(SystemTime::now().into()),
            ..User::default()
        };
        self.numbers_by_email
            .insert(user.email.clone(), self.last_number);
        self.by_number.insert(self.last_number, user.clone());
        user
    }
}

fn not_found(id: &str) -> UsersError {
    UsersError::NotFound(id.to_owned())
}

fn check_name(name: &str) -> Result<(), UsersError> {
    if name.is_empty() {
        Err(UsersError::NameRequired)
    } else {
        Ok(())
    }
}

fn check_email(email: &str) -> Result<(), UsersError> {
    if email.is_empty() {
        Err(UsersError::EmailRequired)
    } else {
        Ok(())
    }
}

impl fmt::Display for UsersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(id) => write!(f, "User with id {id} not found"),
            Self::NameRequired => f.write_str("Name is required"),
            Self::EmailRequired => f.write_str("Email is required"),
            Self::EmailRegistered => f.write_str("Email already registered"),
            Self::InBatch(position, error) => write!(f, "User {position}: {error}"),
        }
    }
}

impl std::error::Error for UsersError {}

impl StatusError for UsersError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound(_) => Code::NotFound,
            Self::NameRequired | Self::EmailRequired => Code::InvalidArgument,
            Self::EmailRegistered => Code::AlreadyExists,
            Self::InBatch(_, error) => error.code(),
        }
    }
}

// With this `?` turns the error into a status.
rpcsmith_runtime::error_statuses!(UsersError);
